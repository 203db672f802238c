-- What Prisma's schema language cannot say -------------------------------------------------------------------------

-- A sealed PDF of a few kilobytes stays in its row, instead of going to a second table with an index of its own; and
-- nobody tries to compress what is enciphered.
ALTER TABLE "certificates"."certificate_document" ALTER COLUMN "sealed" SET STORAGE EXTERNAL;
ALTER TABLE "certificates"."certificate_document" SET (toast_tuple_target = 8160);
