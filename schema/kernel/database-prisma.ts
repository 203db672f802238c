import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { Prisma, PrismaClient } from '../prisma/generated/client.js';

/**
 * Prisma on a pool that others use too; it never ends the pool.
 *
 * a call with a value of the wrong type fails before any SQL, with a message that quotes all of its arguments,
 * whatever `errorFormat` says. The last paragraph, which names the argument and the types, is all that is kept.
 */
export function prismaOn(pool: pg.Pool): PrismaClient {
  const client = new PrismaClient({ adapter: new PrismaPg(pool), errorFormat: 'minimal' });
  const masking = client.$extends({
    query: {
      $allOperations: async ({ args, query }) => {
        try {
          return await (query(args) as Promise<unknown>);
        } catch (error) {
          throw error instanceof Prisma.PrismaClientValidationError ? withoutArguments(error) : error;
        }
      },
    },
  });
  // The same methods with the same types: the extension only looks at errors.
  return masking as unknown as PrismaClient;
}

function withoutArguments(error: Prisma.PrismaClientValidationError): Error {
  const paragraphs = error.message.trimEnd().split('\n\n');
  const reason = paragraphs.at(-1) ?? '';
  // An enumeration's refusal quotes the value: "Invalid value for argument …".
  const message = /^Argument `\w+`: Invalid value provided|^Argument `\w+` is missing/.test(reason)
    ? reason
    : 'Invalid arguments.';
  return new Prisma.PrismaClientValidationError(message, { clientVersion: error.clientVersion });
}
