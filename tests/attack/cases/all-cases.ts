import type { AttackCase } from '../attack-case.js';
import { bodyCases } from './bodies.js';
import { bombCases } from './bombs.js';
import { fileCases } from './files.js';
import { otherBodiesCases } from './other-bodies.js';
import { pathCases } from './paths.js';
import { probeCases } from './probes.js';
import { tokenCases } from './tokens.js';

export const allCases: readonly AttackCase[] = [
  ...tokenCases,
  ...otherBodiesCases,
  ...bombCases,
  ...bodyCases,
  ...pathCases,
  ...fileCases,
  ...probeCases,
];
