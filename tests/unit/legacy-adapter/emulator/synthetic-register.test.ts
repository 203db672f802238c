import {
  askSyntheticRegister,
  certificateNumberOf,
  REGISTER_FLAGS,
} from '../../../../legacy-adapter/emulator/register/synthetic-register.rules.js';

const SUBJECTS = Array.from({ length: 20_000 }, (_, index) => `CSTLNZ78S16F${index}`);

describe('askSyntheticRegister', () => {
  const answers = SUBJECTS.map((subject) => askSyntheticRegister(1, subject));

  it('always answers the same for the same seed and subject', () => {
    expect(SUBJECTS.map((subject) => askSyntheticRegister(1, subject))).toEqual(answers);
  });

  it('answers otherwise under another seed', () => {
    expect(SUBJECTS.map((subject) => askSyntheticRegister(2, subject))).not.toEqual(answers);
  });

  it('holds about 2 % POSITIVO and flags about 1 % (R-33)', () => {
    const positive = answers.filter(({ outcome }) => outcome === 'POSITIVO').length;
    const flagged = answers.filter(({ flags }) => flags.length > 0);
    expect(positive / SUBJECTS.length).toBeCloseTo(0.02, 2);
    expect(flagged.length / SUBJECTS.length).toBeCloseTo(0.01, 2);
    expect(new Set(flagged.flatMap(({ flags }) => flags))).toEqual(new Set(REGISTER_FLAGS));
    expect(flagged.some(({ flags }) => flags.length === 2)).toBe(true);
  });
});

describe('certificateNumberOf', () => {
  it('is made of seat, SIC protocol and row', () => {
    expect(certificateNumberOf('PROC-H501', 'SIC-2026-0000012', 345)).toBe('H501-2026-0000012-000345');
  });
});
