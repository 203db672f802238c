import { readFormerBody } from '../../../../subgraphs/agreements/public-body/former-massivo-body.rules.js';

const ROW = {
  row: 7,
  ipaCode: ' C_L719 ',
  name: ' Comune di Velletri ',
  type: 'pa',
  taxCode: ' 01493120586 ',
  pec: 'protocollo@pec.velletri.example',
  officeCode: 'proc-h501',
  volumes: [],
};

describe('R-12 a row of the register of former massivo bodies', () => {
  it('is read with its codes as the registers write them', () => {
    expect(readFormerBody(ROW)).toEqual({
      ipaCode: 'c_l719',
      name: 'Comune di Velletri',
      type: 'PA',
      taxCode: '01493120586',
      pec: 'protocollo@pec.velletri.example',
      officeCode: 'PROC-H501',
      volumes: [],
    });
  });

  it.each([
    ['type', { type: 'SRL' }, /PA or GPS/],
    ['officeCode', { officeCode: 'H501' }, /office/],
    ['ipaCode', { ipaCode: 'c h501' }, /IPA code/],
    ['taxCode', { taxCode: '01493120587' }, /check digit/],
    ['taxCode', { taxCode: 'RSSMRA80A01H501U' }, /11 characters/],
    ['name', { name: ' ' }, /./],
    ['pec', { pec: 'velletri' }, /e-mail/],
  ])('R-07 has a problem of its own with a wrong %s: %j', (field, change, sentence) => {
    const problem = readFormerBody({ ...ROW, ...change });
    expect(problem).toEqual({
      field,
      message: expect.stringMatching(sentence),
      messageIt: expect.stringMatching(/\S/),
    });
    expect(JSON.stringify(problem)).not.toMatch(/RSSMRA|0149312/);
  });
});
