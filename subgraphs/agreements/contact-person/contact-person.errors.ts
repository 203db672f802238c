import { DomainError } from '../../../schema/kernel/domain-error.js';

/** a company cannot be a contact person. */
export function companyAsContact(field: string): DomainError {
  return new DomainError('DELEGATION_REFUSED', {
    message: 'This is the tax code of a company or body: a contact person is a person of the body itself.',
    messageIt: "È il codice fiscale di una società o di un ente: il referente è una persona dell'ente stesso.",
    details: { field },
  });
}

/** the person belongs to another body than the one it would act for. */
export function contactOfAnotherBody(field: string): DomainError {
  return new DomainError('DELEGATION_REFUSED', {
    message: "The contact person belongs to another body: its tax code is not this body's.",
    messageIt: 'Il referente appartiene a un altro ente: il codice fiscale indicato non è di questo ente.',
    details: { field },
  });
}

/** two bodies with different tax codes, and no operator has recorded why. */
export function contactOfTwoBodies(field: string): DomainError {
  return new DomainError('DELEGATION_REFUSED', {
    message:
      'This person is a contact person of another body already; record the reason to allow it (exceptionReason).',
    messageIt: 'La persona è già referente di un altro ente; per ammetterla indicare il motivo (exceptionReason).',
    details: { field },
  });
}
