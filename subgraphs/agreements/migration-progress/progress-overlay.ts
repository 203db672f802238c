import { addDays, type IsoDay } from '../../../schema/kernel/clock.js';
import type { Queries } from '../../../schema/kernel/database.js';
import { bodiesWithNews, CHANGES_AT_ONCE, readChanges } from './migration-change.store.js';
import { FigureChanges, type BodyChange, type PlacedFigures } from './migration-body.rules.js';
import type { Candidate } from './migration-figure.store.js';
import { leavesVolumeOn, type BodyDay } from './migration-figures.rules.js';
import { isMigrated, stageIn } from './migration-stage.rules.js';

/** Which bodies a question is about. */
export interface OverlayScope {
  asOf: IsoDay;
  officeCodes: ReadonlySet<string>;
  bodyTypes: ReadonlySet<string>;
}

/** An agreement whose end is awaited on the day, of a body of which there is news. */
interface NewEnd {
  endsOn: IsoDay;
}

/**
 * What has not been folded yet: the bodies of which there is news, worked out anew. Its bodies are left out wherever
 * folded bodies are listed, and their difference is added wherever folded figures are summed.
 */
export class ProgressOverlay {
  readonly #figures = new FigureChanges();
  readonly #unmigrated: Candidate[] = [];
  readonly #ends: NewEnd[] = [];
  readonly #scope: OverlayScope;

  private constructor(scope: OverlayScope) {
    this.#scope = scope;
  }

  /** Reads all news, in the snapshot of the transaction. */
  static async read(sql: Queries, scope: OverlayScope): Promise<ProgressOverlay> {
    const overlay = new ProgressOverlay(scope);
    let after = '';
    for (;;) {
      const ipaCodes = await bodiesWithNews(sql, { after, take: CHANGES_AT_ONCE });
      if (ipaCodes.length === 0) return overlay;
      for (const change of await readChanges(sql, ipaCodes)) overlay.#add(change);
      if (ipaCodes.length < CHANGES_AT_ONCE) return overlay;
      after = ipaCodes.at(-1) ?? '';
    }
  }

  /** What is to be added to the folded figures. */
  figures(): PlacedFigures[] {
    return this.#figures.values().filter(({ officeCode, bodyType }) => this.#isInScope({ officeCode, bodyType }));
  }

  unmigrated(): readonly Candidate[] {
    return this.#unmigrated;
  }

  countEnds(withinDays: number): number {
    const last = addDays(this.#scope.asOf, withinDays);
    return this.#ends.filter(({ endsOn }) => endsOn <= last).length;
  }

  #add(change: BodyChange): void {
    this.#figures.add(change);
    const { body, days, ends } = change.after;
    if (!body) return;
    const { asOf } = this.#scope;
    for (const { officeCode, endsOn, from, until } of ends) {
      const isAwaited = endsOn >= asOf && from <= asOf && (until === null || until > asOf);
      if (isAwaited && this.#isInScope({ officeCode, bodyType: body.bodyType })) this.#ends.push({ endsOn });
    }
    if (!body.former || !this.#isInScope(body) || isMigrated(stageIn(body.spans, asOf))) return;
    const subjects = volumeOn(days, asOf);
    this.#unmigrated.push({ ipaCode: body.ipaCode, spans: [...body.spans], atMonthEnd: subjects, subjects });
  }

  #isInScope({ officeCode, bodyType }: { officeCode: string; bodyType: string }): boolean {
    return this.#scope.officeCodes.has(officeCode) && this.#scope.bodyTypes.has(bodyType);
  }
}

function volumeOn(days: readonly BodyDay[], asOf: IsoDay): number {
  return days
    .filter(({ day }) => day <= asOf && asOf < leavesVolumeOn(day))
    .reduce((sum, { subjects }) => sum + subjects, 0);
}
