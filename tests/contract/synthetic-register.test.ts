import { createSyntheticRegister } from '../../subgraphs/certificates/issuing/synthetic-register.js';
import { describeRegister } from './register.contract.js';

describeRegister('synthetic', () => createSyntheticRegister('seed'));
