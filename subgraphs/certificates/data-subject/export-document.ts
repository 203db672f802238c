import type { PersonalDataVault } from '../../../schema/kernel/personal-data.js';
import { subjectView } from '../certificate-request/certificate-item.view.js';
import { itemId } from '../certificate-request/certificate-item.rules.js';
import { openContent } from '../issuing/certificate-content.js';
import { notePlace } from '../issuing/review-note.js';
import { rejectionPlace } from '../office-counter/counter-item.service.js';
import { isAbout, type PersonSought } from './subject-search.rules.js';
import type { contactsOfOffice, readingsOf, SubjectFacts } from './subject-facts.read-model.js';
import type { FoundItem } from './subject-search.js';

export interface ExportParts {
  call: { id: string; at: Date; officeCode: string; checked: { sought: PersonSought; reference: string } };
  found: readonly FoundItem[];
  facts: readonly SubjectFacts[];
  readings: Awaited<ReturnType<typeof readingsOf>>;
  contacts: Awaited<ReturnType<typeof contactsOfOffice>>;
}

/** What the person gets: every value that is held, with the recipients and the purposes (art. 15(1) GDPR). */
export function exportDocument(
  vault: PersonalDataVault,
  { call, found, facts, readings, contacts }: ExportParts,
): string {
  const subjects = new Map(found.map((item) => [itemId(item), item.subject]));
  return JSON.stringify(
    {
      format: 'casellario-bridge/subject-export/1',
      export: { id: call.id, at: call.at, office: call.officeCode, reference: call.checked.reference },
      legalBasis:
        'D.P.R. 14 November 2002 n. 313, art. 28, 39; D.P.R. 28 December 2000 n. 445, art. 43, 71; art. 10 GDPR',
      items: facts.map((item) => itemOf(vault, item, subjects.get(itemId(item)), readings)),
      contactPerson: contacts.flatMap((contact) => contactOf(vault, contact, call.checked.sought)),
    },
    null,
    2,
  );
}

function itemOf(
  vault: PersonalDataVault,
  item: SubjectFacts,
  subject: FoundItem['subject'] | undefined,
  readings: ExportParts['readings'],
): object {
  const { requestId, line, number, content, contentKeyId, sealedNote, noteKeyId, sealedRejection, rejectionKeyId } =
    item;
  const opened =
    number !== null && content?.length && contentKeyId !== null
      ? openContent(vault, number, { keyId: contentKeyId, sealed: content })
      : null;
  const place = { requestId, line };
  return {
    id: itemId(item),
    request: {
      ...{ id: requestId, row: item.row, requestedBy: { ipaCode: item.ipaCode, name: item.bodyName } },
      ...{ kind: item.kind, purpose: { code: item.purposeCode, title: item.purpose }, channel: item.channel },
      ...{ protocolNumber: item.protocolNumber, protocolDate: item.protocolDate, submittedAt: item.submittedAt },
    },
    subject: subject ? subjectView(subject) : null,
    end: item.status && { status: item.status, code: item.code, at: item.endedAt },
    review: item.flags && {
      ...{ flags: item.flags, settled: !item.underReview },
      note: sealedNote?.length && noteKeyId !== null ? vault.open(noteKeyId, sealedNote, notePlace(place)) : null,
    },
    counterRejection:
      sealedRejection?.length && rejectionKeyId !== null
        ? vault.open(rejectionKeyId, sealedRejection, rejectionPlace(place))
        : null,
    certificate: number && {
      ...{ number, issuedOn: item.issuedOn, expiresOn: item.expiresOn, revokedAt: item.revokedAt },
      ...{
        outcome: opened?.outcome ?? null,
        flags: opened?.flags ?? [],
        pdfKept: item.hasPdf,
        pdfErasedOn: item.pdfErasedOn,
      },
      recipients: readings
        .filter((reading) => reading.number === number)
        .map(({ at, kind, ipaCode, purposeCode }) => ({ at, kind, ipaCode, purposeCode })),
    },
  };
}

function contactOf(
  vault: PersonalDataVault,
  { id, side, ipaCode, keyId, sealed, active }: ExportParts['contacts'][number],
  sought: PersonSought,
): object[] {
  if (sought.taxCode === null || !vault.hasKey(keyId)) return [];
  const person = JSON.parse(vault.open(keyId, sealed, `contact:${id}`)) as Record<string, string>;
  const isPerson = isAbout(sought, { taxCode: person['taxCode'] ?? '' } as FoundItem['subject']);
  return isPerson ? [{ side, ipaCode, active, ...person }] : [];
}
