-- R-22: the head of the log after each record, signed; null in records that were written before heads were signed.
ALTER TABLE "legacy"."transition_log" ADD COLUMN "receipt" TEXT;

-- R-27: which database the flag was last known to live in, and since when it is in doubt that it is the newest copy.
ALTER TABLE "legacy"."transition_window" ADD COLUMN "incarnation" TEXT,
ADD COLUMN "doubted_at" TIMESTAMPTZ(3);

-- R-27: names this very copy of the database. A restore from a backup and a fail-over begin a new timeline; a dump that
-- is loaded, and a database made from a template, have another identifier or number. A crash changes none of them.
CREATE FUNCTION "legacy"."database_incarnation"() RETURNS TEXT LANGUAGE SQL STABLE AS $$
  SELECT concat_ws('/',
    (SELECT system_identifier FROM pg_control_system()),
    CASE WHEN pg_is_in_recovery() THEN 'standby' ELSE left(pg_walfile_name(pg_current_wal_lsn()), 8) END,
    (SELECT oid FROM pg_database WHERE datname = current_database()))
$$;

UPDATE "legacy"."transition_window" SET "incarnation" = "legacy"."database_incarnation"();

-- CreateTable
CREATE TABLE "agreements"."former_massivo_volume" (
    "ipa_code" TEXT NOT NULL,
    "office_code" TEXT NOT NULL,
    "month" DATE NOT NULL,
    "subjects" INTEGER NOT NULL,

    CONSTRAINT "former_massivo_volume_pkey" PRIMARY KEY ("ipa_code","office_code","month")
);

-- AddForeignKey
ALTER TABLE "agreements"."former_massivo_volume" ADD CONSTRAINT "former_massivo_volume_ipa_code_office_code_fkey" FOREIGN KEY ("ipa_code", "office_code") REFERENCES "agreements"."former_massivo_body"("ipa_code", "office_code") ON DELETE RESTRICT ON UPDATE CASCADE;
