import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { ForOperations } from '../../shared/access.js';
import type { AgreementsContext } from '../agreements-context.js';
import { FormerMassivoBodyInput } from './former-massivo-body.input.js';
import { FormerMassivoBodyService } from './former-massivo-body.service.js';
import { FormerMassivoBodyResult } from './former-massivo-body.type.js';

@Resolver(() => FormerMassivoBodyResult)
export class FormerMassivoBodyResolver {
  readonly #register: FormerMassivoBodyService;

  constructor(register: FormerMassivoBodyService) {
    this.#register = register;
  }

  @ForOperations()
  @Mutation(() => [FormerMassivoBodyResult], {
    description:
      'Imports rows of the register of former massivo bodies, at most 500; each is judged on its own, and the same rows again change nothing: R-12 (importazione del registro). For operations.',
  })
  importFormerMassivoBodies(
    @Arg('rows', () => [FormerMassivoBodyInput], { description: 'The rows (righe).' }) rows: FormerMassivoBodyInput[],
    @Ctx() context: AgreementsContext,
  ): Promise<FormerMassivoBodyResult[]> {
    return this.#register.import(rows, context);
  }
}
