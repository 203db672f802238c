-- Subjects of consecutive lines are sealed as one value, which lies in the row of the first of them.
-- AlterTable
ALTER TABLE "certificates"."certificate_item" ALTER COLUMN "key_id" DROP NOT NULL,
ALTER COLUMN "sealed" DROP NOT NULL;

-- What Prisma's schema language cannot say -------------------------------------------------------------------------

-- A value without its key never opens again; and the first row of a request has nobody before it.
ALTER TABLE "certificates"."certificate_item" ADD CONSTRAINT "certificate_item_sealed"
  CHECK (("key_id" IS NULL) = ("sealed" IS NULL) AND ("sealed" IS NOT NULL OR "line" > 1));
