/** The folder with tedious.mjs and LICENSES.txt. */
export declare const folder: string;
