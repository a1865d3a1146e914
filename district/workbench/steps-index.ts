import { sql } from "kysely";

/** The part of all events that the index by dossier (`events_of_lives`) holds: a query that says the same is answered by it. */
export const inLives = sql<boolean>`type <> 'dossier.accepted' AND (type LIKE 'dossier.%' OR type IN ('log.carried', 'log.relayed'))`;
