/*
 * The way of one request through massivo, under everything that may happen at the same time: the request comes twice,
 * the flag is changed, a file is cut in two, two workers get in each other's way and die at any step, leases run out
 * under the living, the office answers late, twice and out of order. docs/model/README.md says what is left out.
 *
 * What is checked in every reachable state:
 *   P1  every accepted item ends exactly once        ENDED_ONCE, and at the end of every run ALL_ENDED
 *   P2  nothing enters massivo after the change of the flag was acknowledged                  STILL_OPEN
 *   P3  nothing is renamed into the drop area after a closing was acknowledged            STILL_SENDING
 *
 * A transaction is its locks, its reads and one commit: its writes are seen by nobody before the commit, so they are all
 * made there, in one step. A transaction that dies has done nothing but hold locks, and the database lets go of them.
 *
 * Each of these takes one thing away; what must then be found is in check.sh:
 *   BROKEN_LOCK      a request is let in without the shared lock on the flag
 *   BROKEN_OUTBOX    request and outbox entry are committed one after the other
 *   BROKEN_TOKEN     `whileHeld` does not look whether the claim still holds before a rename
 *   BROKEN_REVOKING  a closing revokes the batches that its first statement sees, and does not look again
 *   NO_FENCE         `whileHeld` does not look whether the claim still holds before items end
 *   NO_KEY           `item_end` has no primary key
 */

#ifndef FAULTS
#define FAULTS 2
#endif

#define ITEMS 2
#define BATCHES 2
#define NOBODY 0

/* Of the flag, and of a batch (legacy.massivo_batch_state). */
mtype = { OPEN, DRAINING, CLOSED };
mtype = { ABSENT, QUEUED, SENT, ACKNOWLEDGED, COMPLETED, REFUSED, ABANDONED };
/* What a worker is at, and what lies in err/. */
mtype = { NOTHING, PLAN, SEND, COLLECT, CLEAR_AWAY };
mtype = { NO_FILE, REFUSAL, TES_004 };

/* ---- The database ---- */

mtype flag = OPEN;                /* legacy.transition_flag */
byte admissions;                  /* holders of the shared lock on the flag */
byte change = NOBODY;             /* holder of the exclusive one */

bool accepted;                    /* certificates.certificate_request.state = ACCEPTED, once for a client request id */
bool entered;                     /* legacy.massivo_submission: the outbox entry */
bool planned;                     /* … its planned_at */
byte entry = NOBODY;              /* … holder of its row lock */

mtype state[BATCHES] = ABSENT;    /* legacy.massivo_batch: 0 is planned, 1 is cut from it */
byte token[BATCHES];              /* … claim_token */
bool claimed[BATCHES];            /* … claimed_until is in the future */
bool attempted;                   /* … attempts > 0, of batch 0 */
bool acknowledged[BATCHES];       /* … acknowledged_at */
byte row[BATCHES] = NOBODY;       /* … holder of its row lock */

byte ends[ITEMS];                 /* certificates.item_end: how many ends an item has */

/* ---- The drop area and the office ---- */

byte part[BATCHES] = NOBODY;      /* in/NAME.part: who made the one that lies there */
bool inbox[BATCHES];              /* in/NAME.txt */
bool taken[BATCHES];              /* in/done/NAME.txt */
bool books[BATCHES];              /* the office has it in its books and will answer */
bool ackFile[BATCHES];
mtype errFile[BATCHES] = NO_FILE;
bool outFile[BATCHES];            /* the outcome, and the certificates with it */
bool ackGiven[BATCHES];
bool answered[BATCHES];           /* outcome or refusal */

/* ---- What is promised, and what goes wrong ---- */

bool stopped;                     /* a change to DRAINING or CLOSED was acknowledged and is in force */
bool closed;                      /* a change to CLOSED was acknowledged */
byte faults = FAULTS;             /* how much may still go wrong */
bool dies[8];                     /* by process: it is to die now */
bool busy[8];                     /* by process: it has something to lose */

#define STILL_OPEN (!stopped)
#define STILL_SENDING (!closed)
#define ENDED_ONCE(i) (ends[i] <= 1)
#define ALL_ENDED (!accepted || (ends[0] == 1 && ends[1] == 1))
#define NOTHING_IN_FLIGHT (!(entered && !planned) && !IN_FLIGHT(0) && !IN_FLIGHT(1))

/* IN_FLIGHT_STATES (massivo-batch.type.ts) */
#define IN_FLIGHT(b) (state[b] == QUEUED || state[b] == SENT || state[b] == ACKNOWLEDGED)
/* AWAITING (answers/answer-intake.ts) */
#define AWAITED(b) (state[b] == SENT || state[b] == ACKNOWLEDGED)
/* A batch has been cut once its second piece is there. */
#define IS_CUT (state[1] != ABSENT)

/* The database ends the session of a process that has died: its locks are free, its writes were never seen. */
inline rollBack() {
  d_step {
    if :: change == _pid -> change = NOBODY :: else fi;
    if :: entry == _pid -> entry = NOBODY :: else fi;
    if :: row[0] == _pid -> row[0] = NOBODY :: else fi;
    if :: row[1] == _pid -> row[1] = NOBODY :: else fi;
  }
}

/* endItems, endOpenItems (issuing/item-end.store.ts): INSERT … ON CONFLICT (request_id, line) DO NOTHING */
inline endItem(i) {
#ifdef NO_KEY
  ends[i]++;
#else
  if :: ends[i] == 0 -> ends[i] = 1 :: else fi;
#endif
  assert(ENDED_ONCE(i));
}

/* The rows first_seq … last_seq of a batch: rangeOf (massivo/request-content.ts) */
inline endBatch(b) {
  if
  :: b == 0 -> endItem(0); if :: !IS_CUT -> endItem(1) :: else fi
  :: else -> endItem(1)
  fi
}

/*
 * A gateway with the request, which its client sends again until it is answered. RequestIntake.submit and #decide
 * (certificate-request/request-intake.service.ts); the rows are staged already, which touches nothing that is shared.
 */
proctype Gateway() {
  bool mayEnter, hasLock;
send:
  busy[_pid] = true;
  {
    /* acceptedRequestsUnder (request-promotion.store.ts): a repetition gets the first one's answer. */
    if
    :: accepted -> goto answer
    :: else
    fi;
    /* ChannelRoutingService.admit (routing/channel-routing.service.ts), in the transaction of #promoteOnce */
#ifndef BROKEN_LOCK
    /* lockFlagShared (transition/transition-flag.store.ts) */
    d_step { change == NOBODY -> admissions++; hasLock = true };
#endif
    /* readFlagForDecision, decideChannel (routing/channel-decision.rules.ts) */
    mayEnter = (flag == OPEN);
    /* insertSubmission (massivo-submission.store.ts), promote (request-promotion.store.ts), commit. The unique index
       certificate_request_client_id rolls back whoever comes second. */
    d_step {
      if
      :: mayEnter && !accepted ->
        accepted = true;
#ifndef BROKEN_OUTBOX
        entered = true;
        assert(STILL_OPEN);
#endif
      :: else -> mayEnter = false
      fi;
      if :: hasLock -> admissions--; hasLock = false :: else fi
    };
#ifdef BROKEN_OUTBOX
    /* Another transaction, after the first. */
    if :: mayEnter -> entered = true :: else fi;
#endif
answer:
    skip
  } unless {
    d_step {
      dies[_pid] -> dies[_pid] = false; mayEnter = false;
      if :: hasLock -> admissions--; hasLock = false :: else fi
    };
    goto send
  }
  d_step { busy[_pid] = false; mayEnter = false }
}

/* changingFlag (transition/flag-access.ts): lockFlagExclusively, then the change, then the commit, which is on disk
   before it is acknowledged. What is promised is already looked at from the commit on. */
inline lockFlag() {
  d_step { change == NOBODY && admissions == 0 -> change = _pid }
}

/* InFlightWork.abandonInFlight (massivo-batches.service.ts), first half: what is revoked is locked. */
inline revoke() {
  /* revokeSubmissions (massivo-batch.store.ts): waits for the planner, then sees whether there is anything left. */
  if
  :: entered && !planned -> d_step { entry == NOBODY -> if :: !planned -> entry = _pid :: else fi }
  :: else
  fi;
  /* revokeBatches (massivo-batch.store.ts): one statement sees the batches that were there when it began, waits for each
     and judges it again. A batch that is being cut leaves a piece that this statement did not see. */
again:
  d_step { sees0 = IN_FLIGHT(0) && row[0] != _pid; sees1 = IN_FLIGHT(1) && row[1] != _pid };
  if
  :: sees0 || sees1 ->
    if :: sees0 -> d_step { row[0] == NOBODY -> if :: IN_FLIGHT(0) -> row[0] = _pid :: else fi } :: else fi;
    if :: sees1 -> d_step { row[1] == NOBODY -> if :: IN_FLIGHT(1) -> row[1] = _pid :: else fi } :: else fi;
#ifndef BROKEN_REVOKING
    goto again
#endif
  :: else
  fi
}

/* … second half, when the transaction commits: ItemOutcomes.endOpen of each range, setFlagValue. */
inline commitClosing() {
  d_step {
    if :: entry == _pid -> planned = true; endItem(0); endItem(1); entry = NOBODY :: else fi;
    if :: row[1] == _pid -> endBatch(1) :: else fi;
    if :: row[0] == _pid -> endBatch(0) :: else fi;
    if :: row[0] == _pid -> state[0] = ABANDONED; token[0]++; claimed[0] = false; row[0] = NOBODY :: else fi;
    if :: row[1] == _pid -> state[1] = ABANDONED; token[1]++; claimed[1] = false; row[1] = NOBODY :: else fi;
    flag = CLOSED; stopped = true; closed = true; change = NOBODY;
    sees0 = false; sees1 = false; force = false
  }
}

/* TransitionChangeService.change (transition/transition-change.service.ts), for one office: OPEN → DRAINING, perhaps back
   and forth, perhaps → CLOSED, by force or not. */
proctype Operator() {
  bool sees0, sees1, force;
  bool back = true;
drain:
  lockFlag();
  /* setFlagValue (transition-flag.store.ts) */
  d_step { flag = DRAINING; stopped = true; change = NOBODY };
  if
  :: back ->
    back = false;
    lockFlag();
    d_step { flag = OPEN; stopped = false; change = NOBODY };
    goto drain
  :: true -> back = false
  fi;
  if
  :: true -> goto done
  :: true -> force = true
  :: true
  fi;
close:
  busy[_pid] = true;
  {
    lockFlag();
    /* considerChange: countInFlight; decideChange (transition-change.rules.ts): IN_FLIGHT unless it is forced */
    if
    :: NOTHING_IN_FLIGHT
    :: else -> if :: force -> revoke() :: else -> rollBack(); goto done fi
    fi;
    commitClosing()
  } unless {
    d_step { dies[_pid] -> dies[_pid] = false; sees0 = false; sees1 = false };
    rollBack();
    goto close
  }
done:
  busy[_pid] = false
}

/* BatchClaimStore.whileHeld (batches/batch-claim.store.ts), its beginning: the row is locked (SELECT … FOR UPDATE). */
inline hold() {
  d_step { row[b] == NOBODY -> row[b] = _pid }
}

/* BatchClaimStore.#claim: a new token, which makes every earlier one void. */
inline claim() {
  token[b]++; mine = token[b]; claimed[b] = true
}

/*
 * A worker: BridgeWorker (massivo/massivo-bridge.ts). Its loops run at the same time; two processes that each do one
 * thing at a time stand for any two of them, of one worker or of two.
 */
proctype Worker() {
  mtype job = NOTHING;
  byte b, mine;
  bool open0, open1;
  do
  :: true ->
end_idle:
    if
    /* BatchPlanner.#planNext: takeUnplanned (batches/batch-plan.store.ts), FOR UPDATE SKIP LOCKED */
    :: d_step { entered && !planned && entry == NOBODY -> entry = _pid; job = PLAN }
    /* BatchClaimStore.claimForSending: #nextToSend, FOR UPDATE SKIP LOCKED */
    :: d_step { state[0] == QUEUED && !claimed[0] && row[0] == NOBODY -> b = 0; row[0] = _pid; job = SEND }
    :: d_step { state[1] == QUEUED && !claimed[1] && row[1] == NOBODY -> b = 1; row[1] = _pid; job = SEND }
    /* Collector.collectFrom: listAwaited, viewOffice, claimForCollecting (FOR UPDATE SKIP LOCKED) in one */
    :: d_step { AWAITED(0) && ANSWER(0) && !claimed[0] && row[0] == NOBODY -> b = 0; claim(); job = COLLECT }
    :: d_step { AWAITED(1) && ANSWER(1) && !claimed[1] && row[1] == NOBODY -> b = 1; claim(); job = COLLECT }
    /* Collector.#clearAway: findFiles says that it has ended; take (transport/drop-area.port.ts) */
    :: d_step { ENDED(0) && ANSWER(0) -> b = 0; allTaken() }
    :: d_step { ENDED(1) && ANSWER(1) -> b = 1; allTaken() }
    fi;
    busy[_pid] = true;
    {
      if
      :: job == PLAN -> plan()
      :: job == SEND -> sendBatch()
      :: job == COLLECT -> collect()
      :: else
      fi
    } unless {
      d_step {
        dies[_pid] -> dies[_pid] = false;
        /* Its lease runs out soon: nobody renews it any more (keepingClaim, batches/claim-lease.ts). */
        if :: mine != 0 && token[b] == mine -> claimed[b] = false :: else fi
      };
      rollBack()
    }
    d_step { busy[_pid] = false; job = NOTHING; b = 0; mine = 0; open0 = false; open1 = false }
  od
}
