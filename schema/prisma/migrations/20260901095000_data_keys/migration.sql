-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "keys";

-- Keys that seal personal data, themselves wrapped by a master key that never is in the database (R-60).
-- CreateTable
CREATE TABLE "keys"."data_key" (
    "id" SMALLINT NOT NULL,
    "master_id" SMALLINT NOT NULL,
    "wrapped" BYTEA,
    "made_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seals_since" TIMESTAMPTZ(3),
    "switch_xid" BIGINT,

    CONSTRAINT "data_key_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "data_key_id" CHECK ("id" > 0 AND "master_id" > 0),
    CONSTRAINT "data_key_switch" CHECK (("seals_since" IS NULL) = ("switch_xid" IS NULL))
);

-- What a key that must not change made of a fixed text: a process with another one does not start.
-- CreateTable
CREATE TABLE "keys"."key_check" (
    "name" TEXT NOT NULL,
    "fingerprint" BYTEA NOT NULL,

    CONSTRAINT "key_check_pkey" PRIMARY KEY ("name")
);

-- What an operator writes when settling a review tells of the person: sealed from now on. `keys rotate` seals those that
-- were written before.
-- AlterTable
ALTER TABLE "certificates"."item_review"
ADD COLUMN "note_key_id" SMALLINT,
ADD COLUMN "sealed_note" BYTEA;
ALTER TABLE "certificates"."item_review" ADD CONSTRAINT "item_review_note"
  CHECK (("note_key_id" IS NULL) = ("sealed_note" IS NULL));

-- The hash of a request's content is that of personal data, and of one person's where it holds one subject: sealed too.
-- AlterTable
ALTER TABLE "certificates"."certificate_request" ADD COLUMN "content_key_id" SMALLINT;

-- The processes that hold keys, as they said a moment ago: a new key seals when all of them can open what it has sealed.
-- CreateTable
CREATE TABLE "keys"."key_holder" (
    "id" UUID NOT NULL,
    "masters" SMALLINT[],
    "opens" SMALLINT[],
    "seals" SMALLINT NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "key_holder_pkey" PRIMARY KEY ("id")
);
