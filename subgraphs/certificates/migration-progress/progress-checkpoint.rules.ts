import type { IsoDay } from '../../../schema/kernel/clock.js';
import type { Channel } from '../../shared/graph-enums.js';
import { MinuteHistogram } from './minute-histogram.rules.js';

/** All figures of one office, or of all, up to a day, by kind of body and channel. */
export interface CheckpointPart {
  bodyType: string;
  channel: Channel;
  /** Packed histogram of minutes. */
  turnaround: Buffer;
  /** Items by code. */
  rejections: Readonly<Record<string, number>>;
}

/** Figures of one day: minutes that its answers took, or codes of its rejections. */
export interface DayFigure {
  day: IsoDay;
  bodyType: string;
  channel: Channel;
  minutes: number | null;
  code: string | null;
  items: number;
}

/** A checkpoint is due after so many figures: what a reader then reads of the days since one, but for the last day. */
export const FIGURES_A_CHECKPOINT = 200;
/** … or so many for each number of minutes in it: one that is large is not worth writing again for little. */
const SHARE_OF_SIZE = 1 / 32;

/** Sums of a place's figures as days are added to them, one after the other. */
export class RunningSums {
  readonly #parts = new Map<string, Sum>();
  readonly #least: number;

  constructor(parts: readonly CheckpointPart[], least = FIGURES_A_CHECKPOINT) {
    this.#least = least;
    for (const { bodyType, channel, turnaround, rejections } of parts) {
      const histogram = MinuteHistogram.unpack(turnaround);
      this.#parts.set(keyOf({ bodyType, channel }), { bodyType, channel, histogram, rejections: { ...rejections } });
    }
  }

  /** Figures since the last checkpoint after which another one is due. */
  get dueAfter(): number {
    let size = 0;
    for (const { histogram } of this.#parts.values()) size += histogram.size;
    return Math.max(this.#least, Math.ceil(size * SHARE_OF_SIZE));
  }

  add(figure: DayFigure): void {
    const { bodyType, channel, minutes, code, items } = figure;
    const sum = this.#parts.get(keyOf(figure)) ?? {
      ...{ bodyType, channel, histogram: new MinuteHistogram(), rejections: {} },
    };
    this.#parts.set(keyOf(figure), sum);
    if (minutes !== null) sum.histogram.add(minutes, items);
    if (code !== null) sum.rejections[code] = (sum.rejections[code] ?? 0) + items;
  }

  parts(): CheckpointPart[] {
    return [...this.#parts.values()].map(({ bodyType, channel, histogram, rejections }) => {
      return { bodyType, channel, turnaround: histogram.pack(), rejections };
    });
  }
}

interface Sum extends Pick<CheckpointPart, 'bodyType' | 'channel'> {
  histogram: MinuteHistogram;
  rejections: Record<string, number>;
}

/** Figures in the order of their days, day by day. */
export function byDay(figures: readonly DayFigure[]): { day: IsoDay; figures: DayFigure[] }[] {
  const days: { day: IsoDay; figures: DayFigure[] }[] = [];
  for (const figure of figures) {
    const last = days.at(-1);
    if (last?.day === figure.day) last.figures.push(figure);
    else days.push({ day: figure.day, figures: [figure] });
  }
  return days;
}

const keyOf = ({ bodyType, channel }: Pick<CheckpointPart, 'bodyType' | 'channel'>): string => `${bodyType} ${channel}`;
