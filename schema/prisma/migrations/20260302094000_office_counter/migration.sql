-- CreateTable
CREATE TABLE "certificates"."municipality_office" (
    "municipality" TEXT NOT NULL,
    "office_code" TEXT NOT NULL,

    CONSTRAINT "municipality_office_pkey" PRIMARY KEY ("municipality")
);

-- CreateTable
CREATE TABLE "certificates"."counter_item" (
    "request_id" UUID NOT NULL,
    "line" INTEGER NOT NULL,
    "taken_up_at" TIMESTAMPTZ(3) NOT NULL,
    "taken_up_by" TEXT NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "closed_by" TEXT,
    "pages" INTEGER,
    "reason_key_id" SMALLINT,
    "sealed_reason" BYTEA,

    CONSTRAINT "counter_item_pkey" PRIMARY KEY ("request_id","line")
);

-- What Prisma's schema language cannot say -------------------------------------------------------------------------

-- R-45: a closed item has the operator who closed it, and either pages (issued) or a reason (rejected).
ALTER TABLE "certificates"."counter_item" ADD CONSTRAINT "counter_item_closed_once" CHECK (
  ("closed_at" IS NULL AND "closed_by" IS NULL AND "pages" IS NULL AND "sealed_reason" IS NULL)
  OR ("closed_at" IS NOT NULL AND "closed_by" IS NOT NULL AND ("pages" IS NULL) <> ("sealed_reason" IS NULL))),
  ADD CONSTRAINT "counter_item_reason_has_key" CHECK (("sealed_reason" IS NULL) = ("reason_key_id" IS NULL)),
  ADD CONSTRAINT "counter_item_pages_begin_at_one" CHECK ("pages" >= 1);
