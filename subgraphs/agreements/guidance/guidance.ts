import { HELP_DESK } from '../../../schema/kernel/domain-error.js';
import type { Guidance, TrainingSession } from './guidance.type.js';

/** what the circular of the ministry names, word for word where it prints it. */
const QUICASELLARIO = 'https://quicasellario.giustizia.it';
const SIC = 'https://sic.giustizia.it/';
const PORTAL = 'http://portal.casellario.giustizia.it/';
const MINISTRY = 'www.giustizia.it';

const FOR_BODIES = [QUICASELLARIO, PORTAL, MINISTRY];
const FOR_OFFICES = [SIC, PORTAL, MINISTRY];
const FOR_ALL = [QUICASELLARIO, SIC, PORTAL, MINISTRY];

export const GUIDANCE: Guidance = {
  pages: [
    {
      title: 'The new service: requests and certificates under a direct agreement',
      titleIt: 'Il nuovo servizio: richieste e certificati in accordo diretto',
      url: QUICASELLARIO,
      audience: 'BODIES',
    },
    {
      title: 'Register of direct agreements, open to anyone (ADS)',
      titleIt: 'Censimento degli accordi stipulati (ADS)',
      url: 'http://ads.casellario.giustizia.it/',
      audience: 'EVERYONE',
    },
    {
      title: 'Portal of the Casellario',
      titleIt: 'Portale del Casellario',
      url: PORTAL,
      audience: 'EVERYONE',
    },
    {
      title: 'Where offices record bodies, contact persons and purposes (SIC)',
      titleIt: 'Applicativo per il censimento di enti, referenti e finalità (SIC)',
      url: SIC,
      audience: 'OFFICES',
    },
    {
      title: 'Site of the ministry',
      titleIt: 'Sito del Ministero della giustizia',
      url: MINISTRY,
      audience: 'EVERYONE',
    },
  ],
  manuals: [
    { name: 'Manuale Utente-PA-accordo diretto.pdf', audience: 'BODIES', foundOn: FOR_BODIES },
    { name: 'Manuale Utente-Casellario-accordo diretto.pdf', audience: 'OFFICES', foundOn: FOR_OFFICES },
  ],
  videos: [
    { name: 'Servizio-certificazione-PA in accordo diretto.mov', audience: 'EVERYONE', foundOn: FOR_ALL },
    { name: 'Gestione finalità e referenti accordi diretti.mov', audience: 'EVERYONE', foundOn: FOR_ALL },
  ],
  sessions: ['2026-02-10', '2026-02-12', '2026-02-17', '2026-02-19'].map(trainingSession),
  helpDesk: { email: HELP_DESK.email, telephone: '+39 68189222', url: HELP_DESK.url },
};

/** February: the offset of Europe/Rome is one hour. */
function trainingSession(day: string): TrainingSession {
  const at = (time: string): Date => new Date(`${day}T${time}:00+01:00`);
  return { day, startsAt: at('09:30'), endsAt: at('11:30'), questionsUntil: at('12:30'), place: 'Microsoft Teams' };
}
