-- CreateTable
CREATE TABLE "legacy"."massivo_publishing" (
    "batch_id" UUID NOT NULL,
    "claim_token" BIGINT NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "massivo_publishing_pkey" PRIMARY KEY ("batch_id")
);

-- CreateTable
CREATE TABLE "legacy"."massivo_answer_watch" (
    "batch_id" UUID NOT NULL,
    "incomplete_since" TIMESTAMPTZ(3),
    "reported_kind" TEXT,
    "reported_escalation" INTEGER,

    CONSTRAINT "massivo_answer_watch_pkey" PRIMARY KEY ("batch_id")
);

-- CreateTable
CREATE TABLE "legacy"."massivo_office_health" (
    "office_code" TEXT NOT NULL,
    "worker" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "trouble" TEXT,
    "told_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "massivo_office_health_pkey" PRIMARY KEY ("office_code","worker")
);

-- What Prisma's schema language cannot say -------------------------------------------------------------------------

-- R-25: abandoned batches whose late outcome may still be looked for.
CREATE INDEX "massivo_batch_late" ON "legacy"."massivo_batch" ("not_before")
  WHERE "state" = 'ABANDONED' AND "attempts" > 0;
