import { certificateKindByName } from '../../../schema/certificate-kind.js';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import type { CertificateKind, PublicBodyType } from '../../shared/graph-enums.js';
import { refusedInput, requireFew, requireSome } from '../text-input.rules.js';

/** What a draft covers, as it is asked for. */
export interface AskedScope {
  purposeCodes: readonly string[];
  kinds: readonly CertificateKind[];
  unitCodes: readonly string[];
  startsOn?: IsoDay | null;
  endsOn?: IsoDay | null;
}

/** What is known of the body and the library. */
export interface KnownScope {
  bodyType: PublicBodyType;
  /** Those of the purposes asked for that the library has. */
  purposes: readonly { code: string; kinds: readonly CertificateKind[]; bodyTypes: readonly PublicBodyType[] }[];
  /** Codes of the body's units. */
  unitCodes: readonly string[];
}

const INPUT = 'input';

/** what an agreement may cover. Raises BAD_USER_INPUT with the rule and the field. */
export function checkScope(asked: AskedScope, known: KnownScope): void {
  checkPurposes(asked, known);
  checkKinds(asked, known);
  checkUnits(asked.unitCodes, { known: known.unitCodes, field: `${INPUT}.unitCodes` });
  if (asked.startsOn && asked.endsOn && asked.endsOn < asked.startsOn) throw endsBeforeItStarts(`${INPUT}.endsOn`);
}

function checkPurposes({ purposeCodes }: AskedScope, { purposes, bodyType }: KnownScope): void {
  const field = `${INPUT}.purposeCodes`;
  requireSome(purposeCodes, field, 'R-06');
  const byCode = new Map(purposes.map((purpose) => [purpose.code, purpose]));
  for (const [index, code] of purposeCodes.entries()) {
    const purpose = byCode.get(code);
    if (!purpose) {
      throw refusedInput('R-06', `${field}[${index}]`, {
        en: 'A purpose is not in the library.',
        it: 'Una finalità non è nella biblioteca.',
      });
    }
    if (!purpose.bodyTypes.includes(bodyType)) {
      throw refusedInput('R-06', `${field}[${index}]`, {
        en: `Purpose ${code} is not for bodies of type ${bodyType}.`,
        it: `La finalità ${code} non è ammessa per enti di tipo ${bodyType}.`,
      });
    }
  }
}

function checkKinds({ kinds }: AskedScope, { purposes }: KnownScope): void {
  const field = `${INPUT}.kinds`;
  requireSome(kinds, field, 'R-06');
  for (const [index, kind] of kinds.entries()) {
    if (!certificateKindByName(kind)?.channels.direct) {
      throw refusedInput('R-03', `${field}[${index}]`, {
        en: `${kind} is not issued on the direct channel: it is asked for at the office's counter.`,
        it: `${kind} non è rilasciato in accordo diretto: si richiede allo sportello dell'ufficio.`,
      });
    }
    if (!purposes.some((purpose) => purpose.kinds.includes(kind))) {
      throw refusedInput('R-06', `${field}[${index}]`, {
        en: `None of the purposes allows ${kind}.`,
        it: `Nessuna delle finalità ammette ${kind}.`,
      });
    }
  }
}

/** units of the same body only. `field`: where they stand in the call. */
export function checkUnits(
  asked: readonly string[],
  { known, field }: { known: readonly string[]; field: string },
): void {
  requireFew(asked, field, 'R-15');
  const stranger = asked.findIndex((code) => !known.includes(code));
  if (stranger >= 0) {
    throw refusedInput('R-15', `${field}[${stranger}]`, {
      en: 'A unit is not recorded with this body.',
      it: "Un'unità non è censita per questo ente.",
    });
  }
}

export function endsBeforeItStarts(field: string): Error {
  return refusedInput('R-09', field, {
    en: 'The last day lies before the first.',
    it: "L'ultimo giorno precede il primo.",
  });
}
