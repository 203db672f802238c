-- Up to 32 subjects lie sealed in the first of their rows. Rows of up to 4 kB stay whole; by default PostgreSQL would move
-- values out of rows of more than 2 kB, and write and read each of them twice.
ALTER TABLE "certificates"."certificate_item" SET (toast_tuple_target = 4096);
