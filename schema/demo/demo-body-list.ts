import type { DemoListing, DemoStage } from './demo-body.type.js';

/** Municipalities that are the seat of their own office: Belfiore code, name, subjects a month. */
type Seat = [belfiore: string, name: string, monthlySubjects: number];

const SEATS: Record<DemoStage, readonly Seat[]> = {
  NOT_STARTED: [
    ['F839', 'Napoli', 64],
    ['G273', 'Palermo', 48],
    ['H224', 'Reggio di Calabria', 22],
    ['A089', 'Agrigento', 9],
    ['D122', 'Crotone', 7],
    ['G942', 'Potenza', 11],
    ['B354', 'Cagliari', 19],
    ['D643', 'Foggia', 14],
    ['C352', 'Catanzaro', 10],
    ['I452', 'Sassari', 12],
    ['E506', 'Lecce', 13],
    ['L049', 'Taranto', 16],
  ],
  DRAFTED: [
    ['A662', 'Bari', 31],
    ['F158', 'Messina', 21],
    ['H703', 'Salerno', 15],
    ['A783', 'Benevento', 6],
    ['I804', 'Sulmona', 3],
    ['L103', 'Teramo', 5],
  ],
  SIGNED: [
    ['L736', 'Venezia', 28],
    ['D969', 'Genova', 37],
    ['L424', 'Trieste', 17],
    ['H199', 'Ravenna', 12],
    ['A271', 'Ancona', 11],
  ],
  REGISTERED: [
    ['C351', 'Catania', 26],
    ['G478', 'Perugia', 15],
    ['L117', 'Terni', 9],
    ['D548', 'Ferrara', 10],
    ['H163', 'Ragusa', 6],
  ],
  ACTIVE: [
    ['L219', 'Torino', 55],
    ['B157', 'Brescia', 24],
    ['G337', 'Parma', 16],
    ['L781', 'Verona', 20],
    ['L483', 'Udine', 9],
    ['E625', 'Livorno', 12],
  ],
  FIRST_DIRECT_REQUEST: [
    ['A944', 'Bologna', 34],
    ['D612', 'Firenze', 36],
    ['G224', 'Padova', 19],
    ['F257', 'Modena', 17],
    ['A794', 'Bergamo', 13],
    ['L407', 'Treviso', 9],
    ['G999', 'Prato', 14],
    ['E897', 'Mantova', 5],
    ['C632', 'Chieti', 4],
  ],
  MASSIVO_FREE: [
    ['L378', 'Trento', 12],
    ['F704', 'Monza', 11],
    ['G702', 'Pisa', 10],
    ['H294', 'Rimini', 13],
    ['C933', 'Como', 8],
    ['A345', "L'Aquila", 7],
    ['E463', 'La Spezia', 8],
  ],
};

/** Other administrations and public-service operators: made up, but for the office that is competent for their seat. */
const OTHERS: readonly DemoListing[] = [
  {
    ipaCode: 'asl_roma_demo',
    name: 'Azienda sanitaria dimostrativa di Roma',
    type: 'PA',
    officeCode: 'PROC-H501',
    stage: 'NOT_STARTED',
    monthlySubjects: 40,
    isNew: false,
  },
  {
    ipaCode: 'acque_abruzzo_demo',
    name: "Acque d'Abruzzo (gestore dimostrativo)",
    type: 'GPS',
    officeCode: 'PROC-G482',
    stage: 'NOT_STARTED',
    monthlySubjects: 6,
    isNew: false,
  },
  {
    ipaCode: 'ateneo_milano_demo',
    name: 'Ateneo dimostrativo di Milano',
    type: 'PA',
    officeCode: 'PROC-F205',
    stage: 'DRAFTED',
    monthlySubjects: 18,
    isNew: false,
  },
  {
    ipaCode: 'trasporti_napoli_demo',
    name: 'Trasporti di Napoli (gestore dimostrativo)',
    type: 'GPS',
    officeCode: 'PROC-F839',
    stage: 'DRAFTED',
    monthlySubjects: 8,
    isNew: false,
  },
  {
    ipaCode: 'porto_genova_demo',
    name: 'Servizi portuali di Genova (gestore dimostrativo)',
    type: 'GPS',
    officeCode: 'PROC-D969',
    stage: 'SIGNED',
    monthlySubjects: 5,
    isNew: false,
  },
  {
    ipaCode: 'provincia_lecce_demo',
    name: 'Ente di area vasta dimostrativo di Lecce',
    type: 'PA',
    officeCode: 'PROC-E506',
    stage: 'REGISTERED',
    monthlySubjects: 7,
    isNew: false,
  },
  {
    ipaCode: 'energia_torino_demo',
    name: 'Energia di Torino (gestore dimostrativo)',
    type: 'GPS',
    officeCode: 'PROC-L219',
    stage: 'ACTIVE',
    monthlySubjects: 4,
    isNew: true,
  },
  {
    ipaCode: 'trasporti_roma_demo',
    name: 'Trasporti di Roma (gestore dimostrativo)',
    type: 'GPS',
    officeCode: 'PROC-H501',
    stage: 'FIRST_DIRECT_REQUEST',
    monthlySubjects: 15,
    isNew: false,
  },
  {
    ipaCode: 'usr_bolzano_demo',
    name: 'Istituto scolastico dimostrativo di Bolzano',
    type: 'PA',
    officeCode: 'PROC-A952',
    stage: 'FIRST_DIRECT_REQUEST',
    monthlySubjects: 6,
    isNew: true,
  },
  {
    ipaCode: 'asl_pescara_demo',
    name: 'Azienda sanitaria dimostrativa di Pescara',
    type: 'PA',
    officeCode: 'PROC-G482',
    stage: 'MASSIVO_FREE',
    monthlySubjects: 14,
    isNew: false,
  },
];

export const DEMO_BODY_LIST: readonly DemoListing[] = [...Object.entries(SEATS).flatMap(seats), ...OTHERS];

function seats([stage, list]: [string, readonly Seat[]]): DemoListing[] {
  return list.map(([belfiore, name, monthlySubjects]) => ({
    ipaCode: `c_${belfiore.toLowerCase()}`,
    name: `Comune di ${name}`,
    type: 'PA',
    officeCode: `PROC-${belfiore}`,
    stage: stage as DemoStage,
    isNew: false,
    monthlySubjects,
  }));
}
