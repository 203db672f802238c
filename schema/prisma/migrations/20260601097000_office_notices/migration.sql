-- CreateTable
CREATE TABLE "legacy"."massivo_office_notice" (
    "office_code" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "entries" INTEGER NOT NULL,

    CONSTRAINT "massivo_office_notice_pkey" PRIMARY KEY ("office_code","kind")
);
