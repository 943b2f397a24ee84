/** What runs in the page: its source is written into it, so it may use nothing from outside of itself. */
declare function client(): void;
export = client;
