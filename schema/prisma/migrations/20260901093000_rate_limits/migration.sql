-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "gateway";

-- What callers have spent in the present minute, across all gateways. Worth nothing after a crash, so it is not logged.
-- CreateTable
CREATE UNLOGGED TABLE "gateway"."rate_limit" (
    "key" VARCHAR(255) NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT,

    CONSTRAINT "rate_limit_pkey" PRIMARY KEY ("key")
);

-- Expired rows are deleted by it.
-- CreateIndex
CREATE INDEX "rate_limit_expire_idx" ON "gateway"."rate_limit"("expire");
