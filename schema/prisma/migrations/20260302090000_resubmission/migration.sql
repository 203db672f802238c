-- CreateTable
CREATE TABLE "certificates"."item_resubmission" (
    "of_request_id" UUID NOT NULL,
    "of_line" INTEGER NOT NULL,
    "request_id" UUID NOT NULL,
    "line" INTEGER NOT NULL,

    CONSTRAINT "item_resubmission_pkey" PRIMARY KEY ("of_request_id","of_line")
);

-- CreateIndex
CREATE UNIQUE INDEX "item_resubmission_request_id_line_key" ON "certificates"."item_resubmission"("request_id", "line");

-- AddForeignKey
ALTER TABLE "certificates"."certificate_request" ADD CONSTRAINT "certificate_request_resubmits_id_fkey" FOREIGN KEY ("resubmits_id") REFERENCES "certificates"."certificate_request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma's schema language cannot say -------------------------------------------------------------------------

-- R-25: of one request at most one resubmission is being prepared at a time; whoever comes second finds it.
CREATE UNIQUE INDEX "certificate_request_resubmission_staged" ON "certificates"."certificate_request" ("resubmits_id")
  WHERE "state" = 'STAGED' AND "resubmits_id" IS NOT NULL;
CREATE INDEX "certificate_request_resubmits" ON "certificates"."certificate_request" ("resubmits_id", "submitted_at")
  WHERE "resubmits_id" IS NOT NULL;
