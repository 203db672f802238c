import { assertNote, officeCertificateStands } from '../../../../subgraphs/certificates/issuing/review.rules.js';
import type { ReceivedOutcome } from '../../../../subgraphs/certificates/issuing/received-outcome.js';

const received: ReceivedOutcome = { outcome: 'NIL', certificateNumber: 'N-1', issuedOn: '2026-02-10' };

describe('settling a review', () => {
  it.each(['', '   ', '\n', 'x'.repeat(2_001)])('R-33 refuses a note that is empty or too long (%#)', (note) => {
    expect(() => assertNote(note)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT', rule: 'R-33' }));
  });

  it('R-33 takes the note without blanks around it', () => {
    expect(assertNote('  omonimo per data di nascita ')).toBe('omonimo per data di nascita');
  });

  it.each<[string, ReceivedOutcome, 'NIL' | 'POSITIVE', boolean]>([
    ['agrees with what was decided', received, 'NIL', true],
    ['says something else', received, 'POSITIVE', false],
    ['has no number', { ...received, certificateNumber: null }, 'NIL', false],
    ['has no date', { ...received, issuedOn: null }, 'NIL', false],
  ])("R-33 the office's own certificate stands only if it agrees: it %s", (_, outcome, decided, stands) => {
    expect(officeCertificateStands(outcome, decided)).toBe(stands);
  });
});
