import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { readFileSync } from 'node:fs';
const r = composeServices(['agreements','certificates','legacy'].map(name => ({ name, url: 'x', typeDefs: parse(readFileSync(`/work/main/schema/graphql/${name}.graphql`,'utf8')) })));
console.log(r.errors, r.hints?.map(h => h.definition.code + ' ' + h.message).join('\n'));
