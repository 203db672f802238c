import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { ForOperators } from '../../shared/access.js';
import type { CertificatesContext } from '../certificates.context.js';
import { DataSubjectInput } from './data-subject.input.js';
import type { DataSubjectService } from './data-subject.service.js';
import { SubjectDataExport, SubjectErasure } from './data-subject.type.js';

@Resolver()
export class DataSubjectResolver {
  constructor(private readonly subjects: DataSubjectService) {}

  @ForOperators()
  @Mutation(() => SubjectDataExport, {
    description:
      "What is held about a person at the operator's own office, at the person's request: art. 15 GDPR. It is recorded, as " +
      'is the reading of every certificate in it: R-60 (accesso ai dati personali).',
  })
  exportSubjectData(
    @Arg('input', () => DataSubjectInput, { description: 'Whose data.' }) input: DataSubjectInput,
    @Ctx() context: CertificatesContext,
  ): Promise<SubjectDataExport> {
    return this.subjects.export(input, context);
  }

  @ForOperators()
  @Mutation(() => SubjectErasure, {
    description:
      "Erases what is held about a person at the operator's own office, as far as its purpose is over: art. 17 GDPR, R-62. " +
      'That certificates were issued, and who read them, stays (cancellazione dei dati personali).',
  })
  eraseSubjectData(
    @Arg('input', () => DataSubjectInput, { description: 'Whose data.' }) input: DataSubjectInput,
    @Ctx() context: CertificatesContext,
  ): Promise<SubjectErasure> {
    return this.subjects.erase(input, context);
  }
}
