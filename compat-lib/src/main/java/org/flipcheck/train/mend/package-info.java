/** Mends updates of TorchScript models, which predict in this process by DJL. */
package org.flipcheck.train.mend;
