/**
 * The properties of a resource type that grant or limit access. Values are property paths without indexes.
 */
export interface Access {
  /** Identity policies. @default none */
  identityPolicies?: readonly string[];
  /** ARNs or names of managed policies that the resource attaches. @default none */
  managedPolicies?: readonly string[];
  /**
   * Whether the type is a principal to which identity policies apply: role, user, group or permission set.
   * @default false
   */
  isBearer?: boolean;
  /**
   * Principals to which the policies apply. @default - the resource itself, or the principals to which
   * another resource attaches it
   */
  bearers?: readonly string[];
  /** Managed policy that is the permissions boundary. @default none */
  boundaries?: readonly string[];
  /** Trust policy of a role. @default none */
  trustPolicy?: string;
  /** Resource policy. @default none */
  resourcePolicy?: string;
  /**
   * The resource to which the resource policy belongs, if the policy is a separate resource. @default - the
   * resource itself
   */
  subject?: PolicySubject;
  /** A single principal that gets access. @default none */
  principal?: SinglePrincipal;
  /** Accounts, groups or canned ACLs with which the resource is shared. @default none */
  sharedWith?: readonly string[];
  /** Property values that make the resource public. @default none */
  openedBy?: Readonly<Record<string, readonly string[]>>;
}

export interface SinglePrincipal {
  property: string;
  /** Condition keys that restrict the principal, keyed by the property that sets them. */
  boundBy: Readonly<Record<string, string>>;
}

export interface PolicySubject {
  /** Property that identifies the resource. @default - all resources of the type in the account and region */
  property?: string;
  type: string;
}
