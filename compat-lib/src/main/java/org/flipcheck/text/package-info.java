/**
 * What names, ids, identities and files have in common, for packages that know nothing else of each
 * other.
 */
package org.flipcheck.text;
