import type { IsoDay } from '../../../schema/kernel/clock.js';
import type { PublicBodyType } from '../../shared/graph-enums.js';
import { awaitedEnds, courseOf, type AwaitedEnd, type StoredAgreement } from './agreement-course.rules.js';
import {
  addFigures,
  contributionsOf,
  noFigures,
  unmigratedMonths,
  type BodyDay,
  type CountedBody,
  type Figures,
} from './migration-figures.rules.js';
import { stageSpans } from './migration-stage.rules.js';

/** A body as it is recorded now. */
export interface RecordedBody {
  ipaCode: string;
  officeCode: string;
  bodyType: PublicBodyType;
  former: boolean;
  recordedOn: IsoDay;
  agreements: readonly StoredAgreement[];
}

/** A body with its days, as it was folded or as it is now; without a body there are days at most. */
export interface BodyState {
  body: CountedBody | null;
  /** By day, in order. */
  days: readonly BodyDay[];
}

/** A body of which there is news. */
export interface BodyChange {
  ipaCode: string;
  before: BodyState;
  after: BodyState & { ends: readonly AwaitedEnd[] };
}

/** What a body counts for now. */
export function countedBody(recorded: RecordedBody, days: readonly BodyDay[]): CountedBody {
  const { agreements, ...body } = recorded;
  const spans = stageSpans({
    agreements: agreements.filter(({ officeCode }) => officeCode === body.officeCode).map(courseOf),
    firstDirectOn: days.find(({ direct }) => direct > 0)?.day ?? null,
    massivoDays: days.filter(({ massivo }) => massivo > 0).map(({ day }) => day),
  });
  return { ...body, spans };
}

/** The change from what was folded of a body to what is recorded of it now. */
export function bodyChange(
  ipaCode: string,
  { before, recorded, news }: { before: BodyState; recorded: RecordedBody | null; news: readonly BodyDay[] },
): BodyChange {
  const days = mergeDays(before.days, news);
  const body = recorded && countedBody(recorded, days);
  return { ipaCode, before, after: { body, days, ends: awaitedEnds(recorded?.agreements ?? []) } };
}

/** What a day adds to the figures of an office's bodies of one kind. */
export interface PlacedFigures {
  officeCode: string;
  bodyType: PublicBodyType;
  day: IsoDay;
  figures: Figures;
}

/** What changes of bodies make of the figures, put together by office, kind and day. */
export class FigureChanges {
  readonly #placed = new Map<string, PlacedFigures>();

  add({ before, after }: BodyChange): void {
    this.#addState(before, -1);
    this.#addState(after, 1);
  }

  values(): PlacedFigures[] {
    return [...this.#placed.values()];
  }

  #addState({ body, days }: BodyState, times: 1 | -1): void {
    if (!body) return;
    const { officeCode, bodyType } = body;
    for (const [day, figures] of contributionsOf(body, days)) {
      const key = `${officeCode}|${bodyType}|${day}`;
      const placed = this.#placed.get(key) ?? { officeCode, bodyType, day, figures: noFigures() };
      addFigures(placed.figures, figures, times);
      this.#placed.set(key, placed);
    }
  }
}

/** A row of the list of the largest unmigrated bodies (`unmigratedMonths`), and what becomes of it. */
export interface MonthChange {
  ipaCode: string;
  month: IsoDay;
  officeCode: string;
  bodyType: PublicBodyType;
  /** Null: the row goes. */
  subjects: number | null;
}

/** The rows that differ between before and after. */
export function monthChanges({ ipaCode, before, after }: BodyChange): MonthChange[] {
  const had = before.body ? unmigratedMonths(before.body, before.days) : new Map<IsoDay, number>();
  const has = after.body ? unmigratedMonths(after.body, after.days) : new Map<IsoDay, number>();
  const place = after.body ?? before.body;
  if (!place) return [];
  const { officeCode, bodyType } = place;
  const hasMoved = before.body?.officeCode !== officeCode || before.body.bodyType !== bodyType;
  return [...new Set([...had.keys(), ...has.keys()])]
    .map((month) => ({ ipaCode, month, officeCode, bodyType, subjects: has.get(month) ?? null }))
    .filter(({ month, subjects }) => hasMoved || subjects !== (had.get(month) ?? null));
}

/** Both added up by day, in order. */
function mergeDays(days: readonly BodyDay[], news: readonly BodyDay[]): BodyDay[] {
  const byDay = new Map(days.map((day) => [day.day, day]));
  for (const each of news) {
    const known = byDay.get(each.day);
    byDay.set(each.day, {
      day: each.day,
      direct: (known?.direct ?? 0) + each.direct,
      massivo: (known?.massivo ?? 0) + each.massivo,
      subjects: (known?.subjects ?? 0) + each.subjects,
    });
  }
  return [...byDay.values()].sort((one, other) => (one.day < other.day ? -1 : 1));
}
