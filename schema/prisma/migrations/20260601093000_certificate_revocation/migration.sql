-- R-35: a certificate is revoked by an operator of its office; who, when and why stay.
-- CreateTable
CREATE TABLE "certificates"."certificate_revocation" (
    "number" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "by" TEXT NOT NULL,
    "key_id" SMALLINT NOT NULL,
    "sealed_reason" BYTEA NOT NULL,

    CONSTRAINT "certificate_revocation_pkey" PRIMARY KEY ("number")
);

-- AddForeignKey
ALTER TABLE "certificates"."certificate_revocation" ADD CONSTRAINT "certificate_revocation_number_fkey" FOREIGN KEY ("number") REFERENCES "certificates"."certificate"("number") ON DELETE RESTRICT ON UPDATE CASCADE;
