/*
 * The way of one request through massivo, with everything that may happen at the same time: the request comes twice,
 * the flag is changed, a file is cut in two, two workers get in each other's way and die at any step, leases run out
 * under the living, an operator steps in, the office answers late, twice and out of order. README.md says what is left
 * out.
 *
 * Promised in every state that can be reached:
 *   ENDED_ONCE  no item has two ends
 *   ALL_ENDED   when nothing can happen any more, every accepted item has an end, and no lock is left
 *   MAY_ENTER   nothing enters massivo after a change of the flag to DRAINING or CLOSED was acknowledged
 *   MAY_SEND    nothing is renamed into the drop area after a change to CLOSED, forced or not, was acknowledged
 * and of every run: it comes to an end, so that ALL_ENDED has its say.
 *
 * Each `:: d_step` of a process is one step, whole or not at all; the process can die between any two. A transaction is
 * its locks, its reads and its commit: nobody sees its writes before, so all of them are made there, and one that dies
 * has done nothing but hold locks. A transaction that takes a single lock is one step: whoever could tell the
 * difference waits for that lock. Where a comment ends in "…" the next step's goes on.
 *
 * Each of these takes one thing away; check.sh knows which promise must then be broken:
 *   BROKEN_LOCK      a request is let in without the shared lock on the flag
 *   BROKEN_OUTBOX    a request and its outbox entry are committed one after the other
 *   BROKEN_TOKEN     a file is renamed without a look at whether the claim still holds
 *   BROKEN_MARK      a closing and the next sender do not look at who is renaming without a lock
 *   BROKEN_REVOKING  a closing revokes the batches that it finds at first, and does not look again
 *   BROKEN_FENCE     items end without a look at whether the claim still holds
 *   BROKEN_KEY       the table of ends has no primary key
 *   BROKEN_DONE      what needs no answer any more stays where it is
 */

#ifndef GATEWAYS
#define GATEWAYS 2
#endif
#ifndef FAULTS
#define FAULTS 1
#endif

/* The flag */
mtype = { OPEN, DRAINING, CLOSED };
/* A batch: legacy.massivo_batch_state */
mtype = { ABSENT, QUEUED, SENT, ACKNOWLEDGED, COMPLETED, REFUSED, ABANDONED };
/* Where a gateway, an operator or a worker stands */
mtype = { IDLE, LOCKED, DECIDED, PROMOTED, DRAINED, LOOKING, WAITING, DONE };
mtype = { PLANNING, CLAIMING, CLAIMED, WRITING, RENAMING, RENAMED, READING, NOTED, MATCHED, TAKING, TAKING_REFUSAL };
/* What the office makes of a file; what lies in err/ */
mtype = { UNKNOWN, TAKEN_ON, TURNED_DOWN };
mtype = { NO_FILE, REFUSAL, TES_004 };

#define NOBODY 0

/* ---- The database ------------------------------------------------------------------------------------------------ */

mtype flag = OPEN;               /* legacy.transition_flag */
byte admissions = 0;             /* how many hold the shared lock on it */
byte change = NOBODY;            /* who holds the exclusive one */

bool accepted = false;           /* certificates.certificate_request: ACCEPTED, once for a client request id */
bool entered = false;            /* legacy.massivo_submission: the outbox entry */
bool planned = false;            /* … its planned_at */
byte entry = NOBODY;             /* … who has its row locked */

/* legacy.massivo_batch: number 0 is planned, number 1 may be cut off it */
mtype state[2] = ABSENT;
byte row[2] = NOBODY;            /* … who has its row locked */
byte mark[2] = NOBODY;           /* legacy.massivo_publishing: who renames its file; void once that worker is dead */
byte holder[2] = NOBODY;         /* … whose claim_token is the newest; anybody else's claim is void */
bool leased[2] = false;          /* … claimed_until lies ahead */
bool acknowledged[2] = false;    /* … acknowledged_at */
bool attempted = false;          /* … attempts > 0, of number 0 */

byte ends[2] = 0;                /* certificates.item_end: how many ends each of the two items has */

/* ---- The drop area, and the office's books ----------------------------------------------------------------------- */

byte part[2] = NOBODY;           /* in/NAME.part: who made it */
bool inbox[2] = false;           /* in/NAME.txt */
bool kept[2] = false;            /* in/done/NAME.txt */
bool ack[2] = false;             /* ack/NAME.ack */
mtype err[2] = NO_FILE;          /* err/NAME.err */
bool out[2] = false;             /* out/ESITI_…, and CERTIFICATI_… with it */

mtype verdict[2] = UNKNOWN;      /* what the office has made of the file that it has taken in */
bool ackGiven[2] = false;
bool outGiven[2] = false;

/* ---- The promises, and how much may go wrong --------------------------------------------------------------------- */

bool drained = false;            /* a change to DRAINING or CLOSED was acknowledged and is in force */
bool closed = false;             /* a change to CLOSED was acknowledged */
byte faults = FAULTS;

/* A variant is held to the one promise that it must break, and not stopped by another. */
#define ENDED_ONCE 1
#define ALL_ENDED 2
#define MAY_ENTER 3
#define MAY_SEND 4
#ifdef ONLY
#define PROMISE(which, kept) assert(ONLY != which || (kept))
#else
#define PROMISE(which, kept) assert(kept)
#endif

#define FREE(b) (row[b] == NOBODY)
/* HAS_LIVE_MARK, countPublishing (legacy-adapter/massivo/batches/publishing.store.ts) */
#ifdef BROKEN_MARK
#define MARKED(b) false
#else
#define MARKED(b) (mark[b] != NOBODY)
#endif
/* IN_FLIGHT_STATES (legacy-adapter/massivo/batches/massivo-batch.type.ts) */
#define IN_FLIGHT(b) (state[b] == QUEUED || state[b] == SENT || state[b] == ACKNOWLEDGED)
/* AWAITING (legacy-adapter/massivo/answers/answer-intake.ts) */
#define AWAITED(b) (state[b] == SENT || state[b] == ACKNOWLEDGED)
/* findFiles (legacy-adapter/massivo/batches/answer-watch.store.ts): DONE or ABANDONED */
#define HAS_ENDED(b) (state[b] == COMPLETED || state[b] == REFUSED || state[b] == ABANDONED)
/* viewOffice (legacy-adapter/massivo/answers/office-folders.ts) */
#define IS_ANSWERED(b) (ack[b] || out[b] || err[b] != NO_FILE)

/* The database ends the session of a process that has died: its locks are free. */
inline rollBack() {
  if :: change == _pid -> change = NOBODY :: else fi;
  if :: entry == _pid -> entry = NOBODY :: else fi;
  if :: row[0] == _pid -> row[0] = NOBODY :: else fi;
  if :: row[1] == _pid -> row[1] = NOBODY :: else fi
}

/* endItems, endOpenItems (subgraphs/certificates/issuing/item-end.store.ts): INSERT … ON CONFLICT DO NOTHING */
inline endItem(item) {
#ifdef BROKEN_KEY
  ends[item]++;
#else
  if :: ends[item] == 0 -> ends[item] = 1 :: else fi;
#endif
  PROMISE(ENDED_ONCE, ends[item] <= 1)
}

/* ItemOutcomesService.endOpen (subgraphs/certificates/issuing/item-outcomes.service.ts) of the items of a batch */
inline endOpen(b) {
  if :: b == 0 -> endItem(0) :: else fi;
  if :: b == 1 || state[1] == ABSENT -> endItem(1) :: else fi
}

/* The batch is in another state now, and every claim to it is void. */
inline becomes(b, how) {
  state[b] = how; holder[b] = NOBODY; leased[b] = false; row[b] = NOBODY
}

/* ---- Letting in: instances that have the same request, which its client sends until it is answered --------------- */

inline leave() {
  isOpen = false;
#ifndef BROKEN_LOCK
  admissions--
#endif
}

/* RequestIntake.submit (subgraphs/certificates/certificate-request/request-intake.service.ts). The rows are staged,
   which touches nothing that others see; the steps are the transaction of #promoteOnce. */
proctype Gateway() {
  mtype at = IDLE;
  bool isOpen = false;
end:
  do
  /* ChannelRoutingService.admit (legacy-adapter/routing/channel-routing.service.ts): lockFlagShared, … */
#ifdef BROKEN_LOCK
  :: d_step { at == IDLE -> at = LOCKED }
#else
  :: d_step { at == IDLE && change == NOBODY -> admissions++; at = LOCKED }
#endif
  /* … readFlagForDecision and decideChannel, … */
  :: d_step { at == LOCKED -> isOpen = (flag == OPEN); at = DECIDED }
  /* … insertSubmission; promote (request-promotion.store.ts), where the unique index certificate_request_client_id
     turns away whoever comes second (isRepetition); commit. */
#ifdef BROKEN_OUTBOX
  :: d_step { at == DECIDED && isOpen && !accepted -> accepted = true; leave(); at = PROMOTED }
  :: d_step { at == PROMOTED -> entered = true; at = DONE }
  :: d_step { at == PROMOTED && faults > 0 -> faults--; at = IDLE }
#else
  :: d_step {
      at == DECIDED && isOpen && !accepted ->
      PROMISE(MAY_ENTER, !drained);
      accepted = true; entered = true; leave(); at = DONE
    }
#endif
  :: d_step { at == DECIDED && !(isOpen && !accepted) -> leave(); at = DONE }
  /* It is killed, and the client sends again. */
  :: d_step { (at == LOCKED || at == DECIDED) && faults > 0 -> faults--; leave(); at = IDLE }
  od
}

/* ---- The flag ---------------------------------------------------------------------------------------------------- */

/* lockFlagExclusively (legacy-adapter/transition/transition-flag.store.ts) waits for whoever has the flag. */
#define IS_FLAG_FREE (change == NOBODY && admissions == 0)
/* countInFlight (legacy-adapter/massivo/batches/massivo-batch.store.ts) */
#define ANYTHING_IN_FLIGHT (entered && !planned || IN_FLIGHT(0) || IN_FLIGHT(1) || MARKED(0) || MARKED(1))
/* What a statement of revokeBatches sees: this transaction has not written it yet. */
#define IS_SEEN(b) (IN_FLIGHT(b) && row[b] != _pid)

/* MassivoBatchesService.abandonInFlight (legacy-adapter/massivo/batches/massivo-batches.service.ts): endOpen of all
   that was revoked */
inline abandonRevoked() {
  if :: entry == _pid -> planned = true; entry = NOBODY; endItem(0); endItem(1) :: else fi;
  if :: row[0] == _pid -> endOpen(0); becomes(0, ABANDONED) :: else fi;
  if :: row[1] == _pid -> endOpen(1); becomes(1, ABANDONED) :: else fi
}

/* setFlagValue, commit */
inline close() {
  flag = CLOSED; change = NOBODY; drained = true; closed = true; isRepeated = true; at = DONE
}

/* TransitionChangeService.change (legacy-adapter/transition/transition-change.service.ts) in changingFlag
   (flag-access.ts), for the office of the request. A change is acknowledged after its commit; here its promise counts
   from the commit on. */
proctype Operator() {
  mtype at = IDLE;
  bool isRepeated = false;
  bool sees[2] = false;
end:
  do
  :: d_step { at == IDLE && IS_FLAG_FREE -> flag = DRAINING; drained = true; at = DRAINED }
  /* The way back, once. */
  :: d_step {
      at == DRAINED && !isRepeated && IS_FLAG_FREE ->
      flag = OPEN; drained = false; isRepeated = true; at = IDLE
    }
  /* #carryOut. Nothing is in flight: no need of force. */
  :: d_step { at == DRAINED && IS_FLAG_FREE && !ANYTHING_IN_FLIGHT -> close() }
  /* By force, abandonInFlight: revokeSubmissions (massivo-batch.store.ts) waits for the planner and then looks whether
     anything is left to plan; … */
  :: d_step { at == DRAINED && IS_FLAG_FREE && ANYTHING_IN_FLIGHT -> change = _pid; at = LOCKED }
  :: d_step { at == LOCKED && entry == NOBODY -> if :: entered && !planned -> entry = _pid :: else fi; at = LOOKING }
  /* … revokeBatches: a statement takes up the batches that it sees when it begins, waits for each and judges it again.
     It does not see the piece that is being cut off one at that moment, … */
  :: d_step { at == LOOKING && (IS_SEEN(0) || IS_SEEN(1)) -> sees[0] = IS_SEEN(0); sees[1] = IS_SEEN(1); at = WAITING }
  :: d_step { at == WAITING && sees[0] && FREE(0) -> if :: IN_FLIGHT(0) -> row[0] = _pid :: else fi; sees[0] = false }
  :: d_step { at == WAITING && sees[1] && FREE(1) -> if :: IN_FLIGHT(1) -> row[1] = _pid :: else fi; sees[1] = false }
  /* … so revokeEveryBatch repeats it until it finds nothing. */
#ifdef BROKEN_REVOKING
  :: d_step { at == WAITING && !sees[0] && !sees[1] -> abandonRevoked(); close() }
#else
  :: d_step { at == WAITING && !sees[0] && !sees[1] -> at = LOOKING }
#endif
  :: d_step { at == LOOKING && !IS_SEEN(0) && !IS_SEEN(1) && !MARKED(0) && !MARKED(1) -> abandonRevoked(); close() }
  /* filesBeingPublished: refused, and the operator leaves it at that. */
  :: d_step { at == LOOKING && !IS_SEEN(0) && !IS_SEEN(1) && (MARKED(0) || MARKED(1)) -> rollBack(); at = DONE }
  /* The instance is killed, and the operator asks again. */
  :: d_step { change == _pid && faults > 0 -> faults--; rollBack(); sees[0] = false; sees[1] = false; at = DRAINED }
  /* The flag stays as it is. */
  :: d_step { at == IDLE || at == DRAINED -> isRepeated = true; at = DONE }
  od
}

/* ---- A worker ---------------------------------------------------------------------------------------------------- */

/* BatchClaimStore.#claim (legacy-adapter/massivo/batches/batch-claim.store.ts): claim_token + 1 */
inline claim(n) {
  b = n; holder[n] = _pid; leased[n] = true
}

/* BatchClaimStore.whileHeld waits for the row (FREE), and finds none when the token is not the newest any more or the
   state is another: ClaimRevoked. */
#define HELD (holder[b] == _pid)
#define IS_TO_SEND (HELD && state[b] == QUEUED)
#define IS_TO_COLLECT (HELD && AWAITED(b))

/* BatchClaimStore.release */
inline release() {
  if :: HELD -> holder[b] = NOBODY; leased[b] = false :: else fi
}

inline rest() {
  b = 0; isOpen[0] = false; isOpen[1] = false; at = IDLE
}

/* unmarkPublishing (batches/publishing.store.ts) */
inline unmark() {
  if :: mark[b] == _pid -> mark[b] = NOBODY :: else fi
}

/* publish (legacy-adapter/massivo/transport/directory-outgoing.ts): isSameFile; … */
#ifdef BROKEN_TOKEN
#define IS_TO_PUBLISH (part[b] == _pid)
#else
#define IS_TO_PUBLISH (IS_TO_SEND && part[b] == _pid)
#endif

/* … earlierBytes find the same (ALREADY_THERE), or renameWithoutReplacing. */
inline publish() {
  if :: inbox[b] || kept[b] :: else -> PROMISE(MAY_SEND, !closed); inbox[b] = true fi;
  part[b] = NOBODY
}

/* discard (directory-outgoing.ts) */
inline discard() {
  if :: part[b] == _pid -> part[b] = NOBODY :: else fi
}

/* openItems (subgraphs/certificates/issuing/item-outcomes.service.ts) leaves out what has an end. */
inline findOpenItems() {
  isOpen[0] = (b == 0 && ends[0] == 0);
  isOpen[1] = ((b == 1 || state[1] == ABSENT) && ends[1] == 0)
}

/* DropArea.take (legacy-adapter/massivo/transport/drop-area.port.ts) of all that there is about a batch */
inline takeAnswers(b) {
#ifdef BROKEN_DONE
  skip
#else
  ack[b] = false; err[b] = NO_FILE; out[b] = false
#endif
}

/* BridgeWorker (legacy-adapter/massivo/massivo-bridge.ts). Planning, sending and collecting go on at the same time in
   every worker; two processes that do one thing after the other stand for any two of these, in one worker or in two. */
proctype Worker() {
  mtype at = IDLE;
  byte b = 0;
  bool isOpen[2] = false;
end:
  do
  /* BatchPlanner.#planNext (batches/batch-planner.ts): takeUnplanned, FOR UPDATE SKIP LOCKED; … */
  :: d_step { at == IDLE && entered && !planned && entry == NOBODY -> entry = _pid; at = PLANNING }
  /* … #plan: insertBatches, commit. */
  :: d_step { at == PLANNING -> state[0] = QUEUED; planned = true; entry = NOBODY; rest() }

  /* Dispatcher.sendTo (dispatcher.ts), claimForSending: #nextToSend, FOR UPDATE SKIP LOCKED; … */
  :: d_step { at == IDLE && state[0] == QUEUED && !leased[0] && FREE(0) && !MARKED(0) -> b = 0; row[0] = _pid; at = CLAIMING }
  :: d_step { at == IDLE && state[1] == QUEUED && !leased[1] && FREE(1) && !MARKED(1) -> b = 1; row[1] = _pid; at = CLAIMING }
  /* … splitBatch (batches/batch-split.ts), when the office takes fewer rows than it did and nobody has tried yet; … */
  :: d_step {
      at == CLAIMING && b == 0 && !attempted ->
      state[1] = QUEUED; attempted = true; claim(0); row[0] = NOBODY; at = CLAIMED
    }
  /* … #claim, commit. */
  :: d_step {
      at == CLAIMING ->
      if :: b == 0 -> attempted = true :: else fi;
      claim(b); row[b] = NOBODY; at = CLAIMED
    }
  /* #send, DirectoryDropArea.put (transport/directory-drop-area.ts), claim.hold: createAnew, in another's place; … */
  :: d_step { at == CLAIMED && FREE(b) && IS_TO_SEND -> part[b] = _pid; at = WRITING }
  :: d_step { at == CLAIMED && FREE(b) && !IS_TO_SEND -> rest() }
  /* … writeAll; claim.publish, OfficeActs.publish (batches/office-acts.ts): whileHeld, markPublishing; … */
  :: d_step { at == WRITING && FREE(b) && IS_TO_PUBLISH -> row[b] = _pid; mark[b] = _pid; at = RENAMING }
  :: d_step { at == WRITING && FREE(b) && !IS_TO_PUBLISH -> discard(); release(); rest() }
  /* … the connection is lost, or #forAWhile gives the lock up, and the rename goes on; … */
  :: d_step { at == RENAMING && row[b] == _pid && faults > 0 -> faults--; row[b] = NOBODY }
  /* … publish; … */
  :: d_step { at == RENAMING -> publish(); at = RENAMED }
  /* … markSent (batches/batch-progress.store.ts), unmarkPublishing, commit; without the lock, whileHeld once more. */
  :: d_step {
      at == RENAMED && (row[b] == _pid || FREE(b) && IS_TO_SEND) ->
      unmark();
      if :: acknowledged[b] -> becomes(b, ACKNOWLEDGED) :: else -> becomes(b, SENT) fi;
      rest()
    }
  :: d_step { at == RENAMED && row[b] != _pid && FREE(b) && !IS_TO_SEND -> unmark(); rest() }

  /* Collector.collectFrom (collector.ts): listAwaited, viewOffice, claimForCollecting, FOR UPDATE SKIP LOCKED */
  :: d_step { at == IDLE && AWAITED(0) && IS_ANSWERED(0) && !leased[0] && FREE(0) -> claim(0); at = READING }
  :: d_step { at == IDLE && AWAITED(1) && IS_ANSWERED(1) && !leased[1] && FREE(1) -> claim(1); at = READING }
  /* AnswerIntake.takeIn (answers/answer-intake.ts), #takeAcknowledgement: whileHeld, markAcknowledged, commit; … */
  :: d_step {
      at == READING && ack[b] && FREE(b) && IS_TO_COLLECT ->
      state[b] = ACKNOWLEDGED; acknowledged[b] = true; at = NOTED
    }
  /* … #moveToDone. */
  :: d_step { at == NOTED -> ack[b] = false; at = READING }
  /* #takeOutcome, #complete: whileHeld; ItemOutcomesService.takeIn: openItems, … */
#ifdef BROKEN_FENCE
  :: d_step { at == READING && !ack[b] && out[b] -> findOpenItems(); at = MATCHED }
#else
  :: d_step {
      at == READING && !ack[b] && out[b] && FREE(b) && IS_TO_COLLECT ->
      row[b] = _pid; findOpenItems(); at = MATCHED
    }
#endif
  /* … endItems; markCompleted, commit; … */
  :: d_step {
      at == MATCHED && (FREE(b) || row[b] == _pid) ->
      if :: isOpen[0] -> endItem(0) :: else fi;
      if :: isOpen[1] -> endItem(1) :: else fi;
      becomes(b, COMPLETED); at = TAKING
    }
  /* … #moveToDone. */
  :: d_step { at == TAKING -> takeAnswers(b); rest() }
  /* #takeRefusal because the office has the file already: a late acknowledgement; … */
  :: d_step {
      at == READING && !ack[b] && !out[b] && err[b] == TES_004 && FREE(b) && IS_TO_COLLECT ->
      state[b] = ACKNOWLEDGED; acknowledged[b] = true; at = TAKING_REFUSAL
    }
  /* … or for good, #end: whileHeld, endOpen, markEnded, commit; … */
  :: d_step {
      at == READING && !ack[b] && !out[b] && err[b] == REFUSAL && FREE(b) && IS_TO_COLLECT ->
      endOpen(b); becomes(b, REFUSED); at = TAKING_REFUSAL
    }
  /* … #moveToDone; Collector.#collect: release. */
  :: d_step { at == TAKING_REFUSAL -> err[b] = NO_FILE; release(); rest() }
  :: d_step { at == READING && !IS_ANSWERED(b) -> release(); rest() }
  /* ClaimRevoked */
  :: d_step { at == READING && FREE(b) && !IS_TO_COLLECT -> rest() }
  /* Collector.#clearAway: what has ended needs no answer. A late outcome is noted, and never issued. */
  :: d_step { at == IDLE && HAS_ENDED(0) && IS_ANSWERED(0) -> takeAnswers(0) }
  :: d_step { at == IDLE && HAS_ENDED(1) && IS_ANSWERED(1) -> takeAnswers(1) }

  /* It is killed. Nobody renews its lease and its mark (keepingClaim, batches/claim-lease.ts), which then run out. */
  :: d_step { at != IDLE && faults > 0 -> faults--; rollBack(); release(); unmark(); rest() }
  od
}

/* ---- The office: late and in any order, but it answers what it has taken in -------------------------------------- */

inline receive() {
  inbox[b] = false; kept[b] = true
}

/* With the piece that was cut off it does only what the items cannot do without; the rest it does with the first. */
proctype Office(byte b) {
end:
  do
  /* Reception.receive (legacy-adapter/emulator/office/reception.service.ts): new to it, or known (TES-004) */
  :: d_step { inbox[b] && verdict[b] == UNKNOWN -> receive(); verdict[b] = TAKEN_ON }
  :: d_step { inbox[b] && verdict[b] == UNKNOWN && b == 0 -> receive(); verdict[b] = TURNED_DOWN; err[b] = REFUSAL }
  :: d_step { inbox[b] && verdict[b] == TURNED_DOWN -> receive(); err[b] = REFUSAL }
  :: d_step { inbox[b] && verdict[b] == TAKEN_ON -> receive(); err[b] = TES_004 }
  /* nextStep (legacy-adapter/emulator/office/next-step.rules.ts); the outcome may come before the acknowledgement. */
  :: d_step { verdict[b] == TAKEN_ON && !ackGiven[b] && b == 0 -> ackGiven[b] = true; ack[b] = true }
  :: d_step { verdict[b] == TAKEN_ON && !outGiven[b] -> outGiven[b] = true; out[b] = true }
  /* It says again what it has said. */
  :: d_step { faults > 0 && ackGiven[b] && !ack[b] -> faults--; ack[b] = true }
  :: d_step { faults > 0 && outGiven[b] && !out[b] -> faults--; out[b] = true }
  :: d_step { faults > 0 && verdict[b] == TURNED_DOWN && err[b] == NO_FILE -> faults--; err[b] = REFUSAL }
  /* It clears in/done/ away, so that a file that was sent can be sent again. */
  :: d_step { faults > 0 && kept[b] -> faults--; kept[b] = false }
  od
}

/* ---- What else may happen to a batch ----------------------------------------------------------------------------- */

proctype Trouble(byte b) {
end:
  do
  /* A lease runs out under a worker that is only slow. */
  :: d_step { faults > 0 && leased[b] -> faults--; leased[b] = false }
  /* MassivoBatchesService.retry (requeue) and abandon */
  :: d_step { faults > 0 && IN_FLIGHT(b) && FREE(b) -> faults--; becomes(b, QUEUED) }
  :: d_step { faults > 0 && IN_FLIGHT(b) && FREE(b) -> faults--; endOpen(b); becomes(b, ABANDONED) }
  od
}

/* ---- Nothing can happen any more --------------------------------------------------------------------------------- */

init {
  atomic {
    run Gateway();
    if :: GATEWAYS == 2 -> run Gateway() :: else fi;
    run Operator();
    run Worker(); run Worker();
    run Office(0); run Office(1);
    run Trouble(0); run Trouble(1)
  };
end:
  do
  /* No more goes wrong than has by now. */
  :: d_step { faults > 0 -> faults = 0 }
  :: timeout ->
    PROMISE(ALL_ENDED, !accepted || ends[0] == 1 && ends[1] == 1);
    PROMISE(ALL_ENDED, IS_FLAG_FREE && entry == NOBODY && FREE(0) && FREE(1) && mark[0] == NOBODY && mark[1] == NOBODY);
    break
  od
}
