import { appendFileSync } from 'node:fs';

/** A father's name that nobody has and nothing else is called: where it turns up, a person's data has. */
export const CANARY = 'QUIZZACANARINO';

/** The persons that were asked about, as the bodies know them: what no log may hold. */
export class Persons {
  readonly file: string;

  constructor(file: string) {
    this.file = file;
    appendFileSync(file, `CANARY\t${CANARY}\n`);
  }

  note(persons: Iterable<{ taxCode: string; surname: string }>): void {
    const lines = [...persons].map(({ taxCode, surname }) => `TAX_CODE\t${taxCode}\nSURNAME\t${surname}\n`);
    appendFileSync(this.file, lines.join(''));
  }
}
