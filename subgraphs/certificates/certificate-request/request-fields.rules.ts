import { isIsoDay, type IsoDay } from '../../../schema/kernel/clock.js';
import { DomainError } from '../../../schema/kernel/domain-error.js';

const CLIENT_REQUEST_ID = /^[\x21-\x7e](?:[\x20-\x7e]{0,198}[\x21-\x7e])?$/;
/** A protocol number as massivo's header can carry it. */
const PROTOCOL_NUMBER = /^[A-Za-z0-9](?:[A-Za-z0-9 ./_-]{0,48}[A-Za-z0-9])?$/;

/** The sender's own id of a request: 1 to 200 printable ASCII characters. */
export function parseClientRequestId(text: string | undefined, field: string): string {
  const id = text?.trim() ?? '';
  if (CLIENT_REQUEST_ID.test(id)) return id;
  throw new DomainError('BAD_USER_INPUT', {
    rule: 'R-32',
    message: 'clientRequestId must be 1 to 200 printable ASCII characters.',
    messageIt: 'clientRequestId deve contenere da 1 a 200 caratteri ASCII stampabili.',
    details: { field },
  });
}

/** Number and date of the protocol, mandatory for every request. */
export function assertProtocol(number: string, date: string): { protocolNumber: string; protocolDate: IsoDay } {
  const protocolNumber = number.trim();
  if (!PROTOCOL_NUMBER.test(protocolNumber)) throw badProtocol('input.protocolNumber');
  if (!isIsoDay(date)) throw badProtocol('input.protocolDate');
  return { protocolNumber, protocolDate: date };
}

const badProtocol = (field: string): DomainError =>
  new DomainError('BAD_USER_INPUT', {
    rule: 'R-30',
    message: 'The protocol number or date is missing or bad.',
    messageIt: 'Numero o data di protocollo mancanti o errati.',
    details: { field },
  });
