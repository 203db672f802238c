/** A request as its files tell of it; the protocol number of massivo is read from its owner. */
export interface FileRequestFacts {
  id: string;
  ipaCode: string;
  purposeCode: string;
  /** requestId of the massivo file's header, or of the file that is resubmitted; null for requests through the graph. */
  fileRequestId: string | null;
  submittedAt: Date;
  total: number;
  accepted: number;
  /** The last of its rows. */
  lastLine: number;
  /** SIC protocol of the first file; null on other channels and until the office has acknowledged it. */
  sicProtocol: string | null;
}

/** How many of a request's rows reached which end, and when the last one did. */
export interface RequestEnds {
  issued: number;
  rejected: number;
  failed: number;
  abandoned: number;
  /** Of the abandoned: those whose batch an operator gave up while massivo was open. */
  givenUp: number;
  lastAt: Date | null;
}
