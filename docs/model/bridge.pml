/*
 * The way of one request through massivo, with everything that may happen at the same time: the request comes twice, the
 * flag is changed, a file is cut in two, two workers get in each other's way and die at any step, leases run out under
 * the living, an operator steps in, the office answers late, twice and out of order. What is left out: README.md.
 *
 * Checked in every state that can be reached:
 *   every accepted item ends exactly once: never twice (ENDED_ONCE), and when nothing happens any more nothing is left
 *     over (ALL_ENDED); that nothing goes on for ever is a run of its own
 *   nothing enters massivo after a change of the flag to DRAINING or CLOSED was acknowledged (MAY_ENTER)
 *   nothing is renamed into the drop area after a change to CLOSED, forced or not, was acknowledged (MAY_SEND)
 *
 * Each line of a process that begins with `::` is one step, whole or not at all; a process can die between any two.
 * A transaction is its locks, its reads and its commit. Nobody sees its writes before the commit, so all of them are made
 * there; one that dies has done nothing but hold locks, which the database then lets go. A transaction with a single lock
 * is one step: whoever is interested in what it does waits for that lock.
 *
 * Each of these takes one thing away; check.sh knows what must be found then:
 *   BROKEN_LOCK      a request is let in without the shared lock on the flag
 *   BROKEN_OUTBOX    the request and its outbox entry are committed one after the other
 *   BROKEN_TOKEN     a file is renamed without looking whether the claim still holds
 *   BROKEN_REVOKING  a closing revokes the batches that it finds at first, and does not look again
 *   NO_FENCE         items end without `whileHeld`
 *   NO_KEY           item_end has no primary key
 */

#ifndef GATEWAYS
#define GATEWAYS 2
#endif
#ifndef FAULTS
#define FAULTS 1
#endif

#define NOBODY 0

/* The flag */
mtype = { OPEN, DRAINING, CLOSED };
/* A batch: legacy.massivo_batch_state */
mtype = { ABSENT, QUEUED, SENT, ACKNOWLEDGED, COMPLETED, REFUSED, ABANDONED };
/* Where a gateway or a worker stands */
mtype = { IDLE, LOCKED, DECIDED, PROMOTED, DRAINED, LOOKING, WAITING, DONE };
mtype = { PLANNING, CLAIMING, CLAIMED, WRITING, RENAMED, NOTED, READING, MATCHED, TAKING };
/* What the office makes of a file, and what lies in err/ */
mtype = { UNKNOWN, TAKEN_ON, TURNED_DOWN, NO_FILE, REFUSAL, TES_004 };

/* ---- The database ---- */

mtype flag = OPEN;                    /* legacy.transition_flag */
byte admissions = 0;                  /* how many hold the shared lock on it */
byte change = NOBODY;                 /* who holds the exclusive one */

bool accepted = false;                /* certificates.certificate_request: ACCEPTED, once for a client request id */
bool entered = false;                 /* legacy.massivo_submission, the outbox entry */
bool planned = false;                 /* … its planned_at */
byte entry = NOBODY;                  /* … who has its row locked */

/* legacy.massivo_batch: number 0 is planned, number 1 may be cut from it */
mtype state[2] = ABSENT;
byte row[2] = NOBODY;                 /* … who has its row locked */
byte holder[2] = NOBODY;              /* … whose claim_token is the newest: who else has one has lost his claim */
bool leased[2] = false;               /* … claimed_until lies ahead */
bool acknowledged[2] = false;         /* … acknowledged_at */
bool attempted = false;               /* … attempts > 0, of number 0 */

byte ends[2] = 0;                     /* certificates.item_end: how many ends each of the two items has */

/* ---- The drop area, and the office's books ---- */

byte part[2] = NOBODY;                /* in/NAME.part: who made it */
bool inbox[2] = false;                /* in/NAME.txt */
bool kept[2] = false;                 /* in/done/NAME.txt */
bool ack[2] = false;                  /* ack/NAME.ack */
mtype err[2] = NO_FILE;               /* err/NAME.err */
bool out[2] = false;                  /* out/ESITI_…, and CERTIFICATI_… with it */

mtype verdict[2] = UNKNOWN;           /* what the office has made of the file that it has taken in */
bool ackGiven[2] = false;
bool outGiven[2] = false;

/* ---- What was promised, and what may go wrong ---- */

bool drained = false;                 /* a change to DRAINING or CLOSED was acknowledged and is in force */
bool closed = false;                  /* a change to CLOSED was */
byte faults = FAULTS;                 /* how much may still go wrong */

#define ENDED_ONCE(item) (ends[item] <= 1)
#define ALL_ENDED (!accepted || (ends[0] == 1 && ends[1] == 1))
#define MAY_ENTER (!drained)
#define MAY_SEND (!closed)

/* IN_FLIGHT_STATES (massivo/batches/massivo-batch.type.ts), AWAITING (massivo/answers/answer-intake.ts) */
#define IN_FLIGHT(b) (state[b] == QUEUED || state[b] == SENT || state[b] == ACKNOWLEDGED)
#define AWAITED(b) (state[b] == SENT || state[b] == ACKNOWLEDGED)
#define HAS_ENDED(b) (state[b] == COMPLETED || state[b] == REFUSED || state[b] == ABANDONED)
#define FREE(b) (row[b] == NOBODY)
#define ANSWERED(b) (ack[b] || out[b] || err[b] != NO_FILE)

/* The database ends the session of a process that has died: its locks are free. */
inline rollBack() {
  if :: change == _pid -> change = NOBODY :: else fi;
  if :: entry == _pid -> entry = NOBODY :: else fi;
  if :: row[0] == _pid -> row[0] = NOBODY :: else fi;
  if :: row[1] == _pid -> row[1] = NOBODY :: else fi
}

/* endItems, endOpenItems (subgraphs/certificates/issuing/item-end.store.ts): INSERT … ON CONFLICT DO NOTHING */
inline endItem(item) {
#ifdef NO_KEY
  ends[item]++;
#else
  if :: ends[item] == 0 -> ends[item] = 1 :: else fi;
#endif
  assert(ENDED_ONCE(item))
}

/* ItemOutcomes.endOpen (subgraphs/certificates/issuing/item-outcomes.service.ts) of the rows of a batch */
inline endBatch(b) {
  if :: b == 0 -> endItem(0) :: else fi;
  if :: b == 1 || state[1] == ABSENT -> endItem(1) :: else fi
}

/* The row of the batch is written, and every claim is void. */
inline ended(b, how) {
  state[b] = how; holder[b] = NOBODY; leased[b] = false; row[b] = NOBODY
}

/* ---- Letting in: instances that have the same request, which its client sends until it is answered ---- */

/* The transaction is over, one way or the other. */
inline leave() {
  isOpen = false;
#ifndef BROKEN_LOCK
  admissions--
#endif
}

/* RequestIntake.submit (subgraphs/certificates/certificate-request/request-intake.service.ts). The rows have been staged,
   which touches nothing that others see; the steps are the transaction of #promoteOnce. */
proctype Gateway() {
  mtype at = IDLE;
  bool isOpen = false;
end:
  do
  /* ChannelRoutingService.admit (legacy-adapter/routing/channel-routing.service.ts): lockFlagShared … */
#ifdef BROKEN_LOCK
  :: d_step { at == IDLE -> at = LOCKED }
#else
  :: d_step { at == IDLE && change == NOBODY -> admissions++; at = LOCKED }
#endif
  /* … readFlagForDecision, decideChannel */
  :: d_step { at == LOCKED -> isOpen = (flag == OPEN); at = DECIDED }
  /* … insertSubmission; promote (request-promotion.store.ts), where the unique index certificate_request_client_id turns
     away whoever comes second; commit */
  :: d_step {
      at == DECIDED && isOpen && !accepted ->
      accepted = true;
#ifdef BROKEN_OUTBOX
      at = PROMOTED;
#else
      assert(MAY_ENTER);
      entered = true; at = DONE;
#endif
      leave()
    }
  :: d_step { at == DECIDED && !(isOpen && !accepted) -> at = DONE; leave() }
  :: d_step { at == PROMOTED -> entered = true; at = DONE }
  /* It is killed, and the client sends again. */
  :: d_step { at != IDLE && at != DONE && faults > 0 -> faults--; if :: at != PROMOTED -> leave() :: else fi; at = IDLE }
  od
}

/* ---- The flag ---- */

/* lockFlagExclusively (transition-flag.store.ts) waits for whoever has the flag. */
#define IS_FLAG_FREE (change == NOBODY && admissions == 0)
#define ANYTHING_IN_FLIGHT (entered && !planned || IN_FLIGHT(0) || IN_FLIGHT(1))
#define UNREVOKED(b) (IN_FLIGHT(b) && row[b] != _pid)

/* endOpen of every range that was revoked */
inline abandonRevoked() {
  if :: entry == _pid -> planned = true; entry = NOBODY; endItem(0); endItem(1) :: else fi;
  if :: row[0] == _pid -> endBatch(0); ended(0, ABANDONED) :: else fi;
  if :: row[1] == _pid -> endBatch(1); ended(1, ABANDONED) :: else fi
}

/* setFlagValue, commit */
inline close() {
  flag = CLOSED; change = NOBODY; drained = true; closed = true; isRepeated = true; at = DONE
}

/* TransitionChangeService.change (legacy-adapter/transition/transition-change.service.ts) at the office of the request, in
   changingFlag (flag-access.ts). The commit is on disk before the change is acknowledged; here its promise counts from the
   commit on, which is stricter. */
proctype Operator() {
  mtype at = IDLE;
  bool isRepeated = false;
  bool sees[2];
end:
  do
  :: d_step { at == IDLE && IS_FLAG_FREE -> flag = DRAINING; drained = true; at = DRAINED }
  /* The way back, once. */
  :: d_step { at == DRAINED && !isRepeated && IS_FLAG_FREE -> flag = OPEN; drained = false; isRepeated = true; at = IDLE }
  /* considerChange: countInFlight. decideChange: nothing is in flight … */
  :: d_step { at == DRAINED && IS_FLAG_FREE && !ANYTHING_IN_FLIGHT -> close() }
  /* … or (IN_FLIGHT, unless) it is forced: MassivoBatchesService.abandonInFlight (massivo/batches/massivo-batches.service.ts).
     revokeSubmissions (massivo-batch.store.ts) waits for the planner, then looks whether anything is left to plan. */
  :: d_step { at == DRAINED && IS_FLAG_FREE && ANYTHING_IN_FLIGHT -> change = _pid; at = LOCKED }
  :: d_step { at == LOCKED && entry == NOBODY -> if :: entered && !planned -> entry = _pid :: else fi; at = LOOKING }
  /* revokeBatches: a statement takes up the batches that it sees when it begins, waits for each and judges it again. It
     does not see the piece that is being cut off at this moment, so it is repeated until it finds nothing. */
  :: d_step {
      at == LOOKING && (UNREVOKED(0) || UNREVOKED(1)) ->
      sees[0] = UNREVOKED(0); sees[1] = UNREVOKED(1); at = WAITING
    }
  :: d_step { at == WAITING && sees[0] && FREE(0) -> if :: IN_FLIGHT(0) -> row[0] = _pid :: else fi; sees[0] = false }
  :: d_step { at == WAITING && sees[1] && FREE(1) -> if :: IN_FLIGHT(1) -> row[1] = _pid :: else fi; sees[1] = false }
#ifdef BROKEN_REVOKING
  :: d_step { at == WAITING && !sees[0] && !sees[1] -> abandonRevoked(); close() }
#else
  :: d_step { at == WAITING && !sees[0] && !sees[1] -> at = LOOKING }
#endif
  :: d_step { at == LOOKING && !UNREVOKED(0) && !UNREVOKED(1) -> abandonRevoked(); close() }
  /* It is killed, and the operator asks again. */
  :: d_step { change == _pid && faults > 0 -> faults--; rollBack(); sees[0] = false; sees[1] = false; at = DRAINED }
  /* Nothing more is changed. */
  :: d_step { at == IDLE || at == DRAINED -> at = DONE }
  od
}

/* ---- A worker: BridgeWorker (legacy-adapter/massivo/massivo-bridge.ts) ---- */

/* BatchClaimStore.whileHeld waits for the row (SELECT … FOR UPDATE), and finds none when the token is not the newest any
   more or the batch is in another state (ClaimRevoked). */
#define HELD (holder[b] == _pid)
#define TO_BE_SENT (HELD && state[b] == QUEUED)
#define TO_BE_ANSWERED (HELD && AWAITED(b))

/* BatchClaimStore.#claim (massivo/batches/batch-claim.store.ts): claim_token + 1 */
inline claim(n) {
  b = n; holder[n] = _pid; leased[n] = true
}

/* BatchClaimStore.release, when the claim is still this worker's */
inline release() {
  if :: HELD -> holder[b] = NOBODY; leased[b] = false :: else fi
}

inline rest() {
  at = IDLE; b = 0; isOpen[0] = false; isOpen[1] = false
}

/* publish (massivo/transport/directory-outgoing.ts): isSameFile; earlierBytes (ALREADY_THERE) or renameWithoutReplacing */
inline publish() {
  if
  :: part[b] == _pid && !inbox[b] && !kept[b] -> assert(MAY_SEND); inbox[b] = true
  :: else
  fi;
  part[b] = NOBODY
}

/* Which rows of the batch have no end yet */
inline openItems() {
  isOpen[0] = b == 0 && ends[0] == 0;
  isOpen[1] = (b == 1 || state[1] == ABSENT) && ends[1] == 0
}

/* Planning, sending and collecting go on at the same time in every worker; two processes that do one thing after the
   other stand for any two of these, in one worker or in two. */
proctype Worker() {
  mtype at = IDLE;
  byte b = 0;
  bool isOpen[2];
end:
  do
  /* BatchPlanner.#planNext (batches/batch-planner.ts): takeUnplanned, FOR UPDATE SKIP LOCKED; #plan: insertBatches, commit */
  :: d_step { at == IDLE && entered && !planned && entry == NOBODY -> entry = _pid; at = PLANNING }
  :: d_step { at == PLANNING -> state[0] = QUEUED; planned = true; entry = NOBODY; rest() }

  /* BatchClaimStore.claimForSending: #nextToSend, FOR UPDATE SKIP LOCKED … */
  :: d_step { at == IDLE && state[0] == QUEUED && !leased[0] && FREE(0) -> b = 0; row[0] = _pid; at = CLAIMING }
  :: d_step { at == IDLE && state[1] == QUEUED && !leased[1] && FREE(1) -> b = 1; row[1] = _pid; at = CLAIMING }
  /* … splitBatch (batches/batch-split.ts), when the office takes fewer rows than it did, before the first attempt only; … */
  :: d_step { at == CLAIMING && b == 0 && !attempted -> state[1] = QUEUED; attempted = true; claim(0); row[0] = NOBODY; at = CLAIMED }
  /* … #claim, commit */
  :: d_step { at == CLAIMING -> if :: b == 0 -> attempted = true :: else fi; claim(b); row[b] = NOBODY; at = CLAIMED }
  /* DirectoryDropArea.put (transport/directory-drop-area.ts): claim.hold, createAnew in the place of any other part; … */
  :: d_step { at == CLAIMED && FREE(b) && TO_BE_SENT -> part[b] = _pid; at = WRITING }
  :: d_step { at == CLAIMED && FREE(b) && !TO_BE_SENT -> rest() }
  /* … writeAll; claim.publish: whileHeld, publish; … */
#ifdef BROKEN_TOKEN
  :: d_step { at == WRITING && FREE(b) -> row[b] = _pid; publish(); at = RENAMED }
#else
  :: d_step { at == WRITING && FREE(b) && TO_BE_SENT -> row[b] = _pid; publish(); at = RENAMED }
  :: d_step { at == WRITING && FREE(b) && !TO_BE_SENT -> if :: part[b] == _pid -> part[b] = NOBODY :: else fi; rest() }
#endif
  /* … markSent (batches/batch-progress.store.ts), commit */
  :: d_step {
      at == RENAMED ->
      if :: acknowledged[b] -> state[b] = ACKNOWLEDGED :: else -> state[b] = SENT fi;
      holder[b] = NOBODY; leased[b] = false; row[b] = NOBODY; rest()
    }

  /* Collector.collectFrom (massivo/collector.ts): listAwaited, viewOffice; claimForCollecting, FOR UPDATE SKIP LOCKED */
  :: d_step { at == IDLE && AWAITED(0) && ANSWERED(0) && !leased[0] && FREE(0) -> claim(0); at = READING }
  :: d_step { at == IDLE && AWAITED(1) && ANSWERED(1) && !leased[1] && FREE(1) -> claim(1); at = READING }
  /* AnswerIntake.takeIn (massivo/answers/answer-intake.ts), #takeAcknowledgement: whileHeld, markAcknowledged, commit; … */
  :: d_step { at == READING && ack[b] && FREE(b) && TO_BE_ANSWERED -> state[b] = ACKNOWLEDGED; acknowledged[b] = true; at = NOTED }
  :: d_step { at == READING && ack[b] && FREE(b) && !TO_BE_ANSWERED -> rest() }
  /* … #moveToDone */
  :: d_step { at == NOTED -> ack[b] = false; at = READING }
  /* #takeOutcome, #complete: whileHeld; ItemOutcomesService.takeIn (subgraphs/certificates/issuing/item-outcomes.service.ts):
     openItems, which leaves out what has an end; … */
#ifdef NO_FENCE
  :: d_step { at == READING && !ack[b] && out[b] -> openItems(); at = MATCHED }
#else
  :: d_step { at == READING && !ack[b] && out[b] && FREE(b) && TO_BE_ANSWERED -> row[b] = _pid; openItems(); at = MATCHED }
  :: d_step { at == READING && !ack[b] && out[b] && FREE(b) && !TO_BE_ANSWERED -> rest() }
#endif
  /* … endItems; markCompleted, commit; … */
  :: d_step {
      at == MATCHED && (FREE(b) || row[b] == _pid) ->
      if :: isOpen[0] -> endItem(0) :: else fi;
      if :: isOpen[1] -> endItem(1) :: else fi;
      ended(b, COMPLETED); at = TAKING
    }
  /* … #moveToDone of everything that there is about the batch */
  :: d_step { at == TAKING -> ack[b] = false; err[b] = NO_FILE; out[b] = false; rest() }
  /* #takeRefusal of a file that the office has already: a late acknowledgement … */
  :: d_step { at == READING && !ack[b] && !out[b] && err[b] == TES_004 && FREE(b) && TO_BE_ANSWERED -> state[b] = ACKNOWLEDGED; acknowledged[b] = true; at = REFUSED }
  /* … or #end: whileHeld, endOpen, markEnded, commit … */
  :: d_step { at == READING && !ack[b] && !out[b] && err[b] == REFUSAL && FREE(b) && TO_BE_ANSWERED -> endBatch(b); ended(b, REFUSED); at = REFUSED }
  :: d_step { at == READING && !ack[b] && !out[b] && err[b] != NO_FILE && FREE(b) && !TO_BE_ANSWERED -> rest() }
  /* … #moveToDone */
  :: d_step { at == REFUSED -> err[b] = NO_FILE; release(); rest() }
  :: d_step { at == READING && !ack[b] && !out[b] && err[b] == NO_FILE -> release(); rest() }
  /* Collector.#clearAway: what has ended needs no answer. A late outcome is noted, and never issued. */
  :: d_step { at == IDLE && HAS_ENDED(0) && ANSWERED(0) -> ack[0] = false; err[0] = NO_FILE; out[0] = false }
  :: d_step { at == IDLE && HAS_ENDED(1) && ANSWERED(1) -> ack[1] = false; err[1] = NO_FILE; out[1] = false }

  /* It is killed. Nobody renews its lease any more, which so runs out. */
  :: d_step { at != IDLE && faults > 0 -> faults--; rollBack(); release(); rest() }
  od
}

/* ---- The office: late and in any order, but it answers what it has taken in ---- */

inline receive() {
  inbox[b] = false; kept[b] = true
}

proctype Office(byte b) {
end:
  do
  /* Reception.receive (legacy-adapter/emulator/office/reception.service.ts); TES-004 for a request id that it knows */
  :: d_step { inbox[b] && verdict[b] == UNKNOWN -> receive(); verdict[b] = TAKEN_ON }
  :: d_step { b == 0 && inbox[b] && verdict[b] == UNKNOWN -> receive(); verdict[b] = TURNED_DOWN; err[b] = REFUSAL }
  :: d_step { inbox[b] && verdict[b] == TURNED_DOWN -> receive(); err[b] = REFUSAL }
  :: d_step { inbox[b] && verdict[b] == TAKEN_ON -> receive(); err[b] = TES_004 }
  /* nextStep (legacy-adapter/emulator/office/next-step.rules.ts), the outcome before the acknowledgement too */
  :: d_step { b == 0 && verdict[b] == TAKEN_ON && !ackGiven[b] -> ackGiven[b] = true; ack[b] = true }
  :: d_step { verdict[b] == TAKEN_ON && !outGiven[b] -> outGiven[b] = true; out[b] = true }
  /* It says again what it has said. */
  :: d_step { faults > 0 && ackGiven[b] && !ack[b] -> faults--; ack[b] = true }
  :: d_step { faults > 0 && outGiven[b] && !out[b] -> faults--; out[b] = true }
  :: d_step { faults > 0 && verdict[b] == TURNED_DOWN && err[b] == NO_FILE -> faults--; err[b] = REFUSAL }
  /* It clears in/done/ away, so that the same file may come again. */
  :: d_step { faults > 0 && kept[b] -> faults--; kept[b] = false }

  /* Not the office: the lease of a worker that is only slow runs out. */
  :: d_step { faults > 0 && leased[b] -> faults--; leased[b] = false }
  /* Nor this: MassivoBatchesService.retry and abandon (legacy-adapter/massivo/batches/massivo-batches.service.ts). */
  :: d_step { faults > 0 && IN_FLIGHT(b) && FREE(b) -> faults--; ended(b, QUEUED) }
  :: d_step { faults > 0 && IN_FLIGHT(b) && FREE(b) -> faults--; endBatch(b); ended(b, ABANDONED) }
  od
}

/* ---- Nothing can happen any more: then nothing may be left over ---- */

init {
  atomic { run Gateway(); if :: GATEWAYS > 1 -> run Gateway() :: else fi; run Operator(); run Worker(); run Worker(); run Office(0); run Office(1) };
  /* No more goes wrong than has gone wrong by now. */
end:
  do
  :: d_step { faults > 0 -> faults = 0 }
  :: timeout ->
    assert(ALL_ENDED);
    assert(IS_FLAG_FREE && entry == NOBODY && FREE(0) && FREE(1));
    break
  od
}
