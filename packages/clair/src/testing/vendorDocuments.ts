// What the vendors publish of their one vulnerability.

/** The vulnerability of each distribution, and the version that fixes it. */
export const vulnerable = {
  alpine: { name: "CVE-2026-1001", fixedIn: "3.3.1-r1" },
  debian: { name: "CVE-2026-1002", fixedIn: "3.0.16-1~deb12u1" },
  ubuntu: { name: "CVE-2026-1003", fixedIn: "3.0.2-0ubuntu1.20" },
  amazon: { name: "ALAS2023-2026-1004", fixedIn: "1:3.0.8-1.amzn2023.0.20" },
  redHat: { name: "CVE-2026-1005", fixedIn: "1:3.0.7-28.el9_4" },
};
export const vex = "security.access.redhat.com/data/csaf/v2/vex";

/** OVAL of Canonical, as far as one definition goes. */
export const oval = `<oval_definitions
    xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5"
    xmlns:ind-def="http://oval.mitre.org/XMLSchema/oval-definitions-5#independent"
    xmlns:oval="http://oval.mitre.org/XMLSchema/oval-common-5"
    xmlns:linux-def="http://oval.mitre.org/XMLSchema/oval-definitions-5#linux">
  <generator>
    <oval:product_name>Canonical CVE OVAL Generator</oval:product_name>
    <oval:schema_version>5.11.1</oval:schema_version>
    <oval:timestamp>2026-11-27T10:00:00</oval:timestamp>
  </generator>
  <definitions>
    <definition class="vulnerability" id="oval:com.ubuntu.jammy:def:20261003000" version="1">
      <metadata>
        <title>${vulnerable.ubuntu.name} on Ubuntu 22.04 LTS (jammy) - high</title>
        <description>made for a test</description>
        <affected family="unix"><platform>Ubuntu 22.04 LTS</platform></affected>
        <reference source="CVE" ref_id="${vulnerable.ubuntu.name}" ref_url="https://ubuntu.com/security/${vulnerable.ubuntu.name}" />
        <advisory>
          <severity>High</severity>
          <rights>Copyright (C) 2026 Canonical Ltd.</rights>
          <public_date>2026-11-20 10:00:00 UTC</public_date>
        </advisory>
      </metadata>
      <criteria>
        <criterion test_ref="oval:com.ubuntu.jammy:tst:2026100300000" comment="openssl is fixed with a note" />
      </criteria>
    </definition>
  </definitions>
  <tests>
    <linux-def:dpkginfo_test id="oval:com.ubuntu.jammy:tst:2026100300000" version="1" check_existence="at_least_one_exists" check="at least one" comment="Does the 'openssl' package exist?">
      <linux-def:object object_ref="oval:com.ubuntu.jammy:obj:2026100300000"/>
      <linux-def:state state_ref="oval:com.ubuntu.jammy:ste:2026100300000"/>
    </linux-def:dpkginfo_test>
  </tests>
  <objects>
    <linux-def:dpkginfo_object id="oval:com.ubuntu.jammy:obj:2026100300000" version="1" comment="The 'openssl' package.">
      <linux-def:name var_ref="oval:com.ubuntu.jammy:var:2026100300000" var_check="at least one" />
    </linux-def:dpkginfo_object>
  </objects>
  <states>
    <linux-def:dpkginfo_state id="oval:com.ubuntu.jammy:ste:2026100300000" version="1" comment="The package version is less than '${vulnerable.ubuntu.fixedIn}'.">
      <linux-def:evr datatype="debian_evr_string" operation="less than">0:${vulnerable.ubuntu.fixedIn}</linux-def:evr>
    </linux-def:dpkginfo_state>
  </states>
  <variables>
    <constant_variable id="oval:com.ubuntu.jammy:var:2026100300000" version="1" datatype="string" comment="'openssl' package binaries">
      <value>libssl3</value>
      <value>openssl</value>
    </constant_variable>
  </variables>
</oval_definitions>`;

/** Of the mirrors of Amazon Linux. */
export const updateinfo = `<?xml version="1.0" ?>
<updates>
  <update author="linux-security@amazon.com" from="linux-security@amazon.com" status="final" type="security" version="1.4">
    <id>${vulnerable.amazon.name}</id>
    <title>Amazon Linux 2023 - ${vulnerable.amazon.name}: important priority package update for openssl</title>
    <issued date="2026-11-20 10:00:00"/>
    <updated date="2026-11-20 10:00:00"/>
    <severity>important</severity>
    <description>made for a test</description>
    <references>
      <reference href="https://explore.alas.aws.amazon.com/CVE-2026-1004" id="CVE-2026-1004" type="cve" title=""/>
    </references>
    <pkglist>
      <collection short="amazon-linux-2023---core">
        <name>Amazon Linux 2023 core package</name>
        <package name="openssl-libs" epoch="1" version="3.0.8" release="1.amzn2023.0.20" arch="x86_64">
          <filename>Packages/openssl-libs-3.0.8-1.amzn2023.0.20.x86_64.rpm</filename>
        </package>
      </collection>
    </pkglist>
  </update>
</updates>`;

const product = "openssl-libs-1:3.0.7-28.el9_4.x86_64";
const component = `BaseOS-9.4.0.Z.MAIN.EUS:${product}`;
/** CSAF 2.0 of Red Hat: one package of RHEL 9's base repository. */
export const advisory = {
  document: {
    aggregate_severity: {
      namespace: "https://access.redhat.com/security/updates/classification/",
      text: "Important",
    },
    ...{ category: "csaf_vex", csaf_version: "2.0", lang: "en" },
    publisher: {
      ...{ category: "vendor", name: "Red Hat Product Security", namespace: "https://www.redhat.com" },
    },
    references: [
      { category: "self", summary: "Canonical URL", url: `https://${vex}/2026/cve-2026-1005.json` },
    ],
    title: "openssl: made for a test",
    tracking: {
      current_release_date: "2026-11-26T10:00:00+00:00",
      id: vulnerable.redHat.name,
      initial_release_date: "2026-11-20T00:00:00+00:00",
      revision_history: [{ date: "2026-11-20T00:00:00+00:00", number: "1", summary: "Initial version" }],
      ...{ status: "final", version: "1" },
    },
  },
  product_tree: {
    branches: [
      {
        category: "product_version",
        name: product,
        product: {
          ...{ name: product, product_id: product },
          product_identification_helper: {
            purl: "pkg:rpm/redhat/openssl-libs@3.0.7-28.el9_4?arch=x86_64&epoch=1",
          },
        },
      },
      {
        category: "product_name",
        name: "Red Hat Enterprise Linux BaseOS (v. 9)",
        product: {
          ...{ name: "Red Hat Enterprise Linux BaseOS (v. 9)", product_id: "BaseOS-9.4.0.Z.MAIN.EUS" },
          product_identification_helper: { cpe: "cpe:/o:redhat:enterprise_linux:9::baseos" },
        },
      },
    ],
    relationships: [
      {
        category: "default_component_of",
        full_product_name: { name: `${product} as a component of RHEL 9`, product_id: component },
        product_reference: product,
        relates_to_product_reference: "BaseOS-9.4.0.Z.MAIN.EUS",
      },
    ],
  },
  vulnerabilities: [
    {
      cve: vulnerable.redHat.name,
      notes: [{ category: "description", text: "made for a test", title: "Vulnerability description" }],
      product_status: { fixed: [component] },
      release_date: "2026-11-20T00:00:00+00:00",
      threats: [{ category: "impact", details: "Important", product_ids: [component] }],
      title: "openssl: made for a test",
    },
  ],
};
