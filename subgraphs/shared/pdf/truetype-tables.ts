/** Tables that a TrueType font in a PDF consists of (ISO 32000-1, 9.9); the others serve layout and hinting. */
type TableName = 'head' | 'hhea' | 'hmtx' | 'loca' | 'maxp' | 'glyf';

/** A glyph as it is embedded; an accented letter is made of other glyphs, whose numbers stand in its bytes. */
export interface GlyphOutline {
  bytes: Buffer;
  components: readonly { glyph: number; at: number }[];
}

export interface GlyphWidth {
  advance: number;
  leftSideBearing: number;
}

/** Flags of a component (OpenType, "Composite glyph description"). */
const ARGUMENTS_ARE_WORDS = 0x0001;
const HAS_SCALE = 0x0008;
const MORE_COMPONENTS = 0x0020;
const HAS_TWO_SCALES = 0x0040;
const HAS_MATRIX = 0x0080;
const HAS_INSTRUCTIONS = 0x0100;

const HEADER_BYTES = 10;
const METRIC_BYTES = 4;
const NO_OUTLINE: GlyphOutline = { bytes: Buffer.alloc(0), components: [] };

/**
 * A TrueType file, read for embedding. Outlines come without their hinting programs, which serve low-resolution screens
 * only: the fonts of a certificate take 12 kB instead of 20. Each outline is read once for all documents.
 */
export class TrueTypeTables {
  readonly head: Buffer;
  readonly hhea: Buffer;
  readonly maxp: Buffer;
  readonly #hmtx: Buffer;
  readonly #loca: Buffer;
  readonly #glyf: Buffer;
  readonly #outlines = new Map<number, GlyphOutline>();

  /** @throws Error when it is not a TrueType font, a collection for example. */
  constructor(file: Buffer) {
    const tables = tablesOf(file);
    const table = (name: TableName): Buffer => {
      const found = tables.get(name);
      if (!found) throw new Error(`The font has no table ${name}: it is no TrueType font.`);
      return found;
    };
    [this.head, this.hhea, this.maxp] = [table('head'), table('hhea'), table('maxp')];
    [this.#hmtx, this.#loca, this.#glyf] = [table('hmtx'), table('loca'), table('glyf')];
  }

  /** Width of a glyph, in units of the font; those at the end of a font may share the last width. */
  width(glyph: number): GlyphWidth {
    const widths = this.hhea.readUInt16BE(34);
    const last = Math.min(glyph, widths - 1);
    const bearingAt = glyph < widths ? glyph * METRIC_BYTES + 2 : widths * METRIC_BYTES + (glyph - widths) * 2;
    return {
      advance: this.#hmtx.readUInt16BE(last * METRIC_BYTES),
      leftSideBearing: this.#hmtx.readInt16BE(bearingAt),
    };
  }

  outline(glyph: number): GlyphOutline {
    const known = this.#outlines.get(glyph);
    if (known) return known;
    const bytes = this.#glyf.subarray(this.#offset(glyph), this.#offset(glyph + 1));
    const outline = bytes.length === 0 ? NO_OUTLINE : bytes.readInt16BE(0) < 0 ? composite(bytes) : simple(bytes);
    this.#outlines.set(glyph, outline);
    return outline;
  }

  #offset(glyph: number): number {
    const isLong = this.head.readInt16BE(50) === 1;
    return isLong ? this.#loca.readUInt32BE(glyph * 4) : this.#loca.readUInt16BE(glyph * 2) * 2;
  }
}

function tablesOf(file: Buffer): Map<string, Buffer> {
  const tables = new Map<string, Buffer>();
  for (let index = 0; index < file.readUInt16BE(4); index += 1) {
    const entry = 12 + index * 16;
    const offset = file.readUInt32BE(entry + 8);
    tables.set(
      file.toString('latin1', entry, entry + 4),
      file.subarray(offset, offset + file.readUInt32BE(entry + 12)),
    );
  }
  return tables;
}

/** The outline without the program between the ends of its contours and its points. */
function simple(bytes: Buffer): GlyphOutline {
  const lengthAt = HEADER_BYTES + bytes.readInt16BE(0) * 2;
  const program = bytes.readUInt16BE(lengthAt);
  const points = bytes.subarray(lengthAt + 2 + program);
  return { bytes: Buffer.concat([bytes.subarray(0, lengthAt), Buffer.alloc(2), points]), components: [] };
}

/** The components without the program behind them. */
function composite(bytes: Buffer): GlyphOutline {
  const components: { glyph: number; at: number }[] = [];
  const copy = Buffer.from(bytes);
  let at = HEADER_BYTES;
  for (let flags = MORE_COMPONENTS; flags & MORE_COMPONENTS;) {
    flags = copy.readUInt16BE(at);
    copy.writeUInt16BE(flags & ~HAS_INSTRUCTIONS, at);
    components.push({ glyph: copy.readUInt16BE(at + 2), at: at + 2 });
    const scale = flags & HAS_MATRIX ? 8 : flags & HAS_TWO_SCALES ? 4 : flags & HAS_SCALE ? 2 : 0;
    at += 4 + (flags & ARGUMENTS_ARE_WORDS ? 4 : 2) + scale;
  }
  return { bytes: copy.subarray(0, at), components };
}
