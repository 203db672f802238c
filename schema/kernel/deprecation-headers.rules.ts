import { addDays, startOfDay, type IsoDay } from './clock.js';

/** What is told to whoever still uses massivo, as far as headers can tell it. */
export interface DeprecationNotice {
  /** Day on which the direct channel opened: massivo is deprecated since. */
  since: IsoDay;
  /** Last day on which massivo takes requests, inclusive. */
  lastDay: IsoDay;
  /** Page that says how to go on. */
  guide: string;
}

/** `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and the `Link` of both, for answers that massivo gave or will give. */
export function deprecationHeaders({ since, lastDay, guide }: DeprecationNotice): Record<string, string> {
  const page = `<${encodeURI(guide)}>`;
  return {
    deprecation: `@${Math.floor(startOfDay(since).getTime() / 1_000)}`,
    // From this instant on it is off: the day after the last one, in Rome.
    sunset: startOfDay(addDays(lastDay, 1)).toUTCString(),
    link: `${page}; rel="deprecation"; type="text/html", ${page}; rel="sunset"; type="text/html"`,
  };
}
