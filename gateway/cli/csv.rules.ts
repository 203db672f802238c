/** A line of a CSV file (RFC 4180): fields divided by `;` or `,`, in quotes where they hold one. `null`: not readable. */
export function csvFields(line: string, divider: string): string[] | null {
  const fields: string[] = [];
  for (let at = 0; ;) {
    const field = line[at] === '"' ? quotedField(line, at) : plainField(line, at, divider);
    if (field === null) return null;
    fields.push(field.text.trim());
    if (field.end === line.length) return fields;
    if (line[field.end] !== divider) return null;
    at = field.end + 1;
  }
}

/** The divider that the header uses: `;` where there is one, as spreadsheets in Italian write it. */
export function dividerOf(header: string): string {
  return header.includes(';') ? ';' : ',';
}

interface Field {
  text: string;
  /** Place of the divider after it, or the end of the line. */
  end: number;
}

function plainField(line: string, from: number, divider: string): Field | null {
  const next = line.indexOf(divider, from);
  const end = next === -1 ? line.length : next;
  const text = line.slice(from, end);
  return text.includes('"') ? null : { text, end };
}

function quotedField(line: string, from: number): Field | null {
  let text = '';
  for (let at = from + 1; at < line.length; at += 1) {
    if (line[at] !== '"') text += line[at] ?? '';
    else if (line[at + 1] === '"') {
      text += '"';
      at += 1;
    } else return { text, end: at + 1 };
  }
  return null;
}

/** A line of a CSV file with `;` between its fields; nothing for what is not known. */
export function csvLine(fields: readonly (string | number | null)[]): string {
  return fields.map((field) => writtenField(String(field ?? ''))).join(';');
}

function writtenField(text: string): string {
  return /[";\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
