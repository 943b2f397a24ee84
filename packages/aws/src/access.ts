/** Where a type says who may do what. Paths of properties, without indexes. */
export interface Access {
  /** IAM policies that say what somebody may do. @default - none */
  identityPolicies?: readonly string[];
  /** Managed policies that it attaches, by ARN or name. @default - none */
  managedPolicies?: readonly string[];
  /** True for whom policies belong to: a role, a user, a group, a permission set. @default false */
  isBearer?: boolean;
  /** To whom its policies belong. @default - to itself, or to those to whom something attaches it */
  bearers?: readonly string[];
  /** The managed policy that limits what it may do, whatever its policies allow. @default - none */
  boundaries?: readonly string[];
  /** The policy that says who may act as it. @default - none */
  trustPolicy?: string;
  /** The policy that says who may use it. @default - none */
  resourcePolicy?: string;
  /** Whose resource policy it is, where the policy is a resource of its own. @default - its own */
  subject?: PolicySubject;
  /** A principal who may use it. @default - none */
  principal?: SinglePrincipal;
  /** Accounts, groups or canned rules that say with whom it is shared. @default - it is not shared */
  sharedWith?: readonly string[];
  /** Values of properties that open it to everyone. @default - none */
  openedBy?: Readonly<Record<string, readonly string[]>>;
}

export interface SinglePrincipal {
  property: string;
  /** The properties that bind the principal to somebody, by the condition keys that they become. */
  boundBy: Readonly<Record<string, string>>;
}

export interface PolicySubject {
  /** By which it says whose it is. @default - it is about all of the type in a region of an account */
  property?: string;
  type: string;
}
