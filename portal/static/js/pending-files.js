/* Photos that are not at the server yet are kept in this browser, so that a killed page costs nothing.
   Where it keeps nothing (private window, full phone) every call answers false or an empty list. */
import { clear, createStore, del, delMany, entries, set, update } from "idb-keyval";

export const NAME = "bdw-photos";
const DAYS = 14;

let opened = null;
const store = () => (opened ||= createStore(NAME, "files"));

async function attempt(act, otherwise) {
  try {
    return await act();
  } catch {
    return otherwise;
  }
}

/** Keep a file: `{ id, draft, owner, file, name, at, url, words }`. Whether it is kept. */
export function keep(record) {
  return attempt(async () => {
    await set(record.id, record, store());
    return true;
  }, false);
}

/** Add what became known of a file, if it is still kept. */
export function change(id, more) {
  return attempt(() => update(id, (record) => record && { ...record, ...more }, store()), false);
}

export function forget(id) {
  return attempt(() => del(id, store()), false);
}

/** The files of one draft of one person, in the order they were chosen. */
export function ofDraft(draft, owner) {
  return attempt(async () => {
    const all = (await entries(store())).map(([, record]) => record).filter(Boolean);
    const mine = all.filter((record) => record.draft === draft && record.owner === owner);
    return mine.sort((a, b) => a.at - b.at);
  }, []);
}

/** Forget the files of a draft that has arrived, and all that are too old. */
export function tidy(arrived) {
  const old = Date.now() - DAYS * 86400000;
  return attempt(async () => {
    const gone = (await entries(store())).filter(([, each]) => !each || each.at < old || each.draft === arrived);
    await delMany(gone.map(([id]) => id), store());
  }, false);
}

export function forgetAll() {
  return attempt(() => clear(store()), false);
}
