/**
 * A subject as it was sent: nothing is sure, whatever is missing or malformed is the row's own refusal.
 * A missing value is absent, `null`, empty or blank alike. The rules do not mind blanks around a value, nor lower case
 * in codes.
 */
export interface SubjectRecord {
  surname?: string | null;
  name?: string | null;
  /** `dd/mm/yyyy` (massivo files) or `yyyy-mm-dd` (the graph). */
  birthDate?: string | null;
  /** Belfiore code of the municipality. */
  birthPlace?: string | null;
  /** Belfiore code of the state; `Z000`, or nothing, is Italy. */
  birthCountry?: string | null;
  /** 16 characters; mandatory for citizenship `I` and `U`. */
  taxCode?: string | null;
  /** `I` Italian, `U` other EU, `X` other. */
  citizenship?: string | null;
  fatherName?: string | null;
}

/** An entity as it was sent, for certificates of administrative sanctions (`32SAN`). */
export interface EntityRecord {
  entityName?: string | null;
  legalForm?: string | null;
  registeredSeat?: string | null;
  /** 11 digits, or 16 characters where the entity has the tax code of a person. */
  taxCode?: string | null;
}
