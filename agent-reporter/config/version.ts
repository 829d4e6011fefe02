/** Equal to package.json's; a constant, so that the published bundle needs no file beside it. */
export const reporterVersion = "0.1.0";
