/** What names and ids have in common, for packages that know nothing else of each other. */
package org.flipcheck.text;
