-- Lists of the graph read by index, first page and deep inside, under each filter (tests/integration/graph/list-plans.test.ts).

-- CreateIndex
CREATE INDEX "public_body_name_ipa_code_idx" ON "agreements"."public_body"("name", "ipa_code");

-- CreateIndex
CREATE INDEX "public_body_office_code_name_ipa_code_idx" ON "agreements"."public_body"("office_code", "name", "ipa_code");

-- CreateIndex
CREATE INDEX "massivo_batch_created_at_id_idx" ON "legacy"."massivo_batch"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "massivo_batch_state_created_at_id_idx" ON "legacy"."massivo_batch"("state", "created_at" DESC, "id" DESC);

-- What Prisma's schema language cannot say -------------------------------------------------------------------------

-- R-10: the transparency register, newest first, without looking at what has ended.
CREATE INDEX "direct_agreement_active" ON "agreements"."direct_agreement" ("id" DESC)
  INCLUDE ("office_code", "ipa_code", "starts_on", "ends_on") WHERE "status" = 'ACTIVE';

-- Items of a request by their end. Nearly all are ISSUED: those are found by the primary key, and issuing pays nothing.
CREATE INDEX "item_end_not_issued" ON "certificates"."item_end" ("request_id", "status", "line") WHERE "status" <> 'ISSUED';

-- Who still uses massivo: sums over the last 90 days, from the index alone.
CREATE INDEX "certificate_request_on_massivo" ON "certificates"."certificate_request" ("submitted_at")
  INCLUDE ("office_code", "ipa_code", "accepted", "file_request_id") WHERE "state" = 'ACCEPTED' AND "channel" = 'MASSIVO';

-- A body belongs to one office: without knowing that, the planner takes an office's share of a body's requests for so
-- few that it sorts all of them instead of following the index.
CREATE STATISTICS "certificates"."certificate_request_body_office" (dependencies)
  ON "ipa_code", "office_code" FROM "certificates"."certificate_request";
