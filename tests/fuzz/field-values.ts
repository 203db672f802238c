import { replaceDigits } from '../testkit/tax-code-maker.js';
import type { SeededRandom } from '../testkit/seeded-random.js';
import { utf8Text } from './text-lines.js';

/** What stands in fields that should not: by kind of field, so that a value often meets the rule that reads it. */

const NUMBERS = [
  ...[
    '0',
    '1',
    '-1',
    '+5',
    '1e3',
    '0x10',
    ' 7',
    '7 ',
    '1.0',
    '1,0',
    '000000',
    '000001',
    '999999',
    '1000000',
    '0000001',
  ],
  ...[
    '99999',
    '300',
    '301',
    '4294967296',
    '9007199254740993',
    '99999999999999999999',
    utf8Text('７'),
    'NaN',
    'Infinity',
  ],
];
const DAYS = [
  ...['29/02/2000', '29/02/2001', '31/04/1980', '00/00/0000', '01/01/1860', '31/12/1860', '01/01/1861', '16/11/2078'],
  ...['09/02/2008', '10/02/2008', '11/02/2008', '1978-11-16', '16-11-1978', '1/1/1980', ' 16/11/1978 ', '16/11/78'],
  ...['16/11/0001', '31/12/9999', '2026-02-09', '2026-02-30', '2026-02-09T10:00:00+01:00', '2026-02-09T10:00:00Z'],
  ...['2026-02-09T25:00:00Z', '2026-02-09T10:00:00', '2026-02-09 10:00:00+01:00', '16/11/19780', '٠٩/٠٢/٢٠٢٦'].map(
    utf8Text,
  ),
];
const CODES = [
  ...['28GEN', '28PEN', '28CIV', '39SEL', '29ELE', '32SAN', '27CAP', '28gen', 'PROC-H501', 'PROC-A952', 'PROC-ZZZZ'],
  ...['proc-h501', 'c_h501', 'C_H501', 'c_g482', 'c_zzzz', 'FIN-001', 'FIN-012', 'FIN-099', 'fin-001', 'S', 'N', 's'],
  ...['I', 'U', 'X', 'x', 'Q', 'Z000', 'Z606', 'z606', 'Y999', 'M351', 'H501', 'h501', 'F400', 'A952', 'T', 'C', 'E'],
  ...[
    '1.0',
    '1.1',
    '2.0',
    '01199250158',
    '02438750586',
    '0243875058',
    'a@b.it',
    'a@b',
    '@',
    'protocollo@pec.example.it',
  ],
  ...['RICEVUTA', 'RIFIUTATA', 'COMPLETATA', 'COMPLETATA_CON_SCARTI', 'FALLITA', 'ricevuta', 'PERSA'],
  ...[
    'POSITIVO',
    'NULLO',
    'SCARTATO',
    'FORSE',
    'OM',
    'RD',
    'OM,SI',
    'SI,OM',
    'OM,OM',
    'OM,',
    'XX',
    'OM, SI',
    'AL,RI,RD',
  ],
  ...[
    'SIC-001',
    'TES-004',
    'NOM-001',
    'XYZ-999',
    'tes-004',
    'TES004',
    'SIC-2026-0000001',
    'ab'.repeat(32),
    'AB'.repeat(32),
  ],
  ...['RSSMRA80A01H501U', 'rssmra80a01h501u', 'RSSMRAULALMHRLMU', 'ZZZZZZ99Z99Z999Z', '0'.repeat(64)],
];
const TEXTS = [
  ...[
    "D'ANGELO",
    'NICCOLÒ',
    'ÖTZTALER',
    'e\u0301',
    '---',
    '.',
    '李',
    '𝒜',
    '\u2028',
    '\u00a0',
    '\ufeff',
    '\u200b',
    'ı',
    'ß',
  ],
  ...['RE  RE', 'null', '=1+1', '../../etc/passwd', 'a/b.pdf', '.hidden', 'C:\\x.pdf', 'con spazio.pdf', 'x.pdf', '"'],
].map(utf8Text);
/** Bytes that no text of a record holds: control characters, broken and forbidden UTF-8, ISO-8859-1. */
const ODD_BYTES = [
  ...[
    '\x00',
    '\x01',
    '\x1b',
    '\x7f',
    '\x85',
    '\x9f',
    '\xa0',
    '\xd2',
    '\xe9',
    '\xff',
    '\xfe',
    '\xc0\xaf',
    '\xed\xa0\x80',
  ],
  ...['\xf4\x90\x80\x80', '\xe2\x82', '\x80', '\xef\xbb\xbf', '\t', '\v', '\f', '\r', '\x1a', '\xc2\x85'],
];
/** Around every limit that either reader has: names, identifiers, a record of 4 and of 8 KiB, a block of 64 KiB. */
const LENGTHS = [
  63, 64, 65, 79, 80, 81, 128, 129, 255, 256, 257, 1_000, 1_001, 4_000, 4_096, 8_100, 8_192, 8_193, 65_600,
];
const KINDS = [NUMBERS, DAYS, CODES, TEXTS, ODD_BYTES] as const;

/** A value of one of the kinds, or a very long one. */
export function anyValue(random: SeededRandom): string {
  return random.chance(0.08) ? longValue(random) : random.pick(random.pick(KINDS));
}

export function longValue(random: SeededRandom): string {
  const length = random.pick(LENGTHS) + random.below(3) - 1;
  return random
    .pick(['A', ' ', '0', 'A ', utf8Text('Ò'), '\xd2'])
    .repeat(length)
    .slice(0, length);
}

/** The value with something small changed in it: the kind of slip that leaves a record well-formed. */
export function slip(random: SeededRandom, value: string): string {
  const at = random.below(value.length + 1);
  switch (random.below(9)) {
    case 0:
      return '';
    case 1:
      return ` ${value} `;
    case 2:
      return value.toLowerCase();
    case 3:
      return value.slice(0, at) + random.pick(['A', '0', '9', 'Z', '-', '/', ' ', '.', ...ODD_BYTES]) + value.slice(at);
    case 4:
      return value.slice(0, at) + value.slice(at + 1);
    case 5:
      return value.slice(0, at) + random.pick(['0', '1', '7', 'A', 'L', 'X']) + value.slice(at + 1);
    case 6:
      return value + value;
    case 7:
      return /^[A-Z]{6}[0-9A-Z]{9}[A-Z]$/.test(value)
        ? replaceDigits(value, 1 + random.below(127))
        : value.toUpperCase();
    default:
      return /^\d+$/.test(value) ? String(Number(value) + random.pick([-1, 1, 10])) : [...value].reverse().join('');
  }
}
