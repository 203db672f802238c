import { DEMO_BODIES, type DemoBody, type DemoPerson } from '../../../schema/demo/demo-bodies.js';
import { demoPerson } from '../../../schema/demo/demo-persons.js';
import { personKey } from '../../../schema/kernel/actor.js';
import { newId } from '../../../schema/kernel/identity.js';
import type { PersonalDataVault } from '../../../schema/kernel/personal-data.js';
import { sealContact } from '../contact-person/contact-record.js';
import { demoAgreement, type DemoAgreement, type DemoDays } from './demo-agreement.rules.js';

/** The rows of the demonstration, by table, ready for `json_to_recordset`: names are the columns'. */
export interface DemoRows {
  bodies: object[];
  formerMassivo: object[];
  units: object[];
  contacts: object[];
  agreements: object[];
  agreementPurposes: object[];
  agreementContacts: object[];
  agreementUnits: object[];
  statusChanges: object[];
  entries: object[];
}

export interface DemoRowsOptions {
  vault: PersonalDataVault;
  personIndexKey: Uint8Array;
  days: DemoDays;
  /** When the bodies were recorded. */
  recordedAt: Date;
}

/** Ranks of the offices' contact persons begin here, so that none of them is a body's contact person. */
const OFFICE_RANK = 1_000;

export function demoRows(options: DemoRowsOptions): DemoRows {
  const rows: DemoRows = {
    bodies: [],
    formerMassivo: [],
    units: [],
    contacts: [],
    agreements: [],
    agreementPurposes: [],
    agreementContacts: [],
    agreementUnits: [],
    statusChanges: [],
    entries: [],
  };
  const officeContacts = new Map<string, string>();
  for (const [rank, body] of DEMO_BODIES.entries()) {
    addBody(rows, body, options.recordedAt);
    const contactId = addContact(rows, body.contact, {
      ...options,
      belongsTo: { side: 'BODY', ipa_code: body.ipaCode, body_tax_code: body.taxCode },
    });
    const agreement = demoAgreement(body, rank, options.days);
    if (!agreement) continue;
    const officeContactId = officeContacts.get(body.officeCode) ?? addOfficeContact(rows, body.officeCode, options);
    officeContacts.set(body.officeCode, officeContactId);
    addAgreement(rows, agreement, { body, contactIds: [contactId, officeContactId] });
  }
  return rows;
}

function addBody(rows: DemoRows, body: DemoBody, recordedAt: Date): void {
  const { ipaCode: ipa_code, officeCode: office_code, taxCode: tax_code, name, type, pec } = body;
  rows.bodies.push({ ipa_code, name, type, tax_code, office_code, pec, recorded_at: recordedAt });
  if (body.massivoUser) rows.formerMassivo.push({ ipa_code, office_code });
  for (const unit of body.units) rows.units.push({ ipa_code, ...unit });
}

function addContact(
  rows: DemoRows,
  person: DemoPerson,
  {
    vault,
    personIndexKey,
    recordedAt,
    belongsTo,
  }: DemoRowsOptions & { belongsTo: { side: string; [column: string]: string } },
): string {
  const id = newId(recordedAt);
  const { keyId, sealed } = sealContact(vault, id, person);
  rows.contacts.push({
    id,
    ...belongsTo,
    active: true,
    person_key: personKey(personIndexKey, person.taxCode),
    key_id: keyId,
    sealed: `\\x${sealed.toString('hex')}`,
  });
  return id;
}

function addOfficeContact(rows: DemoRows, officeCode: string, options: DemoRowsOptions): string {
  const person = demoPerson(OFFICE_RANK + rows.agreements.length, officeCode.slice(-4));
  return addContact(rows, person, { ...options, belongsTo: { side: 'OFFICE', office_code: officeCode } });
}

function addAgreement(
  rows: DemoRows,
  agreement: DemoAgreement,
  { body, contactIds }: { body: DemoBody; contactIds: string[] },
): void {
  const createdAt = agreement.steps[0]?.at ?? new Date(0);
  const agreement_id = newId(createdAt);
  rows.agreements.push({
    id: agreement_id,
    office_code: body.officeCode,
    ipa_code: body.ipaCode,
    status: agreement.status,
    starts_on: agreement.startsOn,
    ends_on: agreement.endsOn,
    kinds: agreement.kinds,
    sic_reference: agreement.sicReference,
    ads_reference: agreement.adsReference,
    signed_on: agreement.signedOn,
    created_at: createdAt,
  });
  rows.agreementPurposes.push(...agreement.purposeCodes.map((purpose_code) => ({ agreement_id, purpose_code })));
  rows.agreementContacts.push(...contactIds.map((contact_id) => ({ agreement_id, contact_id })));
  rows.agreementUnits.push(
    ...agreement.unitCodes.map((unit_code) => ({ agreement_id, ipa_code: body.ipaCode, unit_code })),
  );
  for (const [index, { to, at, reason }] of agreement.steps.entries()) {
    const from = agreement.steps[index - 1]?.to ?? null;
    rows.statusChanges.push({ agreement_id, from, to, at, reason, by: `operator-${body.officeCode}` });
  }
  addEntries(rows, agreement, { agreement_id, by: `operator-${body.officeCode}` });
}

/** What stands in SIC and in ADS was entered by somebody: when it was registered, or right after the signature. */
function addEntries(rows: DemoRows, agreement: DemoAgreement, who: { agreement_id: string; by: string }): void {
  const at = (['REGISTERED', 'SIGNED'] as const)
    .map((status) => agreement.steps.find(({ to }) => to === status)?.at)
    .find((instant) => instant !== undefined);
  const { sicReference, adsReference } = agreement;
  for (const [kind, detail] of Object.entries({ SIC: sicReference, ADS: adsReference })) {
    if (detail !== null) rows.entries.push({ ...who, kind, detail, at, reason: null });
  }
}
