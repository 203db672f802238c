/** In a list of nothing but offices, the place says which: "Roma" for "Procura della Repubblica presso il Tribunale di Roma". */
export function officePlace(name: string): string {
  return /^Procura della Repubblica presso il Tribunale (?:di |d['’])?(.+)$/i.exec(name)?.[1] ?? name;
}
