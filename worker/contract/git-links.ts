/** Most links of one item. */
export const maxLinks = 20;

export const maxLinkLength = 300;

/** The address of a pull or merge request, without query and credentials. */
export const pullRequestPattern =
  /^https:\/\/[\w.-]+(:\d+)?(\/[\w.~-]+)+\/(pull|pulls|merge_requests|pull-requests)\/\d+$/;
